"""Below which index an item belongs: that of its language, among the versions of the one chosen."""

from typing import Any

import swapper
from django.apps import apps
from wagtail.coreutils import get_supported_content_language_variant

from newswire.cms.importing.items import ImportProblem, Item
from newswire.cms.listing.mixin import NewsIndexMixin


class Targets:
    def __init__(self, index: Any, lang: str = "") -> None:
        """`lang`: the language of items that name none, in place of the index's own."""
        versions = [index, *type(index).objects.filter(translation_key=index.translation_key, alias_of=None)]
        self._by_lang = {one.locale.language_code: one for one in versions}
        self._default = lang or index.locale.language_code

    def index_for(self, item: Item) -> Any | None:
        """None where no version of the index is in the item's language."""
        return self._by_lang.get(self.lang_of(item))

    def lang_of(self, item: Item) -> str:
        """A language of this site, or the item's own code where this site has none like it."""
        code = (item.lang or self._default).replace("_", "-").lower()
        try:
            return get_supported_content_language_variant(code)
        except LookupError:
            return code


def index_named(name: str) -> Any:
    """A news index by its id or its path ("/en/news/"). Raises ImportProblem, which lists them all."""
    found = [one for one in _all_indexes() if name in {str(one.pk), one.url, (one.url or "").rstrip("/")}]
    if len(found) == 1:
        return found[0]
    known = ", ".join(f"{one.pk} ({one.url or one.title})" for one in _all_indexes())
    raise ImportProblem(f"There is no news index {name!r}. Indexes of this site: {known or 'none yet'}")


def _all_indexes() -> list[Any]:
    page = swapper.load_model("wagtailcore", "Page")
    models = [model for model in apps.get_models() if issubclass(model, NewsIndexMixin)]
    rows = page.objects.type(*models).order_by("path").specific() if models else []
    return [row for row in rows if row.alias_of_id is None]
