"""Topics and authors in a reader's language, each once, whatever version was chosen.

One without a version in that language stands for itself: its own language is then to be said.
"""

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import QuerySet
from wagtail.models import Locale

from newswire.cms.models.named import Named

Snippet = TypeVar("Snippet", bound=Named)


def localized(chosen: Iterable[Snippet], locale: Locale) -> list[Snippet]:
    """The chosen ones in their order; one query more where any is in another language."""
    found = list(chosen)
    return in_their_place(found, versions_in(locale, found))


def versions_in(locale: Locale, chosen: Iterable[Snippet]) -> list[Snippet]:
    """Those of the chosen ones that are in another language, in this one; one query, if there are any."""
    foreign = [one for one in chosen if one.locale_id != locale.pk]
    if not foreign:
        return []
    keys = {one.translation_key for one in foreign}
    versions = type(foreign[0]).objects.filter(translation_key__in=keys, locale=locale)
    return list(versions.select_related("locale"))


def in_their_place(chosen: Iterable[Snippet], versions: Iterable[Snippet]) -> list[Snippet]:
    """Each chosen one once, by its version among `versions` where there is one."""
    own = {one.translation_key: one for one in versions}
    found = (own.get(one.translation_key, one) for one in chosen)
    return list({one.translation_key: one for one in found}.values())


def best_versions(snippets: QuerySet[Snippet], locale: Locale) -> list[Snippet]:
    """One version of each, the one in `locale` or else the oldest, by name; one query."""
    by_key: dict[object, Snippet] = {}
    for one in snippets.select_related("locale").order_by("pk"):
        if one.translation_key not in by_key or one.locale_id == locale.pk:
            by_key[one.translation_key] = one
    return sorted(by_key.values(), key=lambda one: one.name.casefold())
