"""A link of a block: to a page of this site, or to an address on another site, which is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from newswire.blocks.addresses import absolute, web_address
from newswire.blocks.choosers import PageChooser


@dataclass(frozen=True)
class Link:
    """`url` is as `Page.url` gives it; `page_id` None and `site` set: outside the site. `lang` is
    the language of the target, empty where nobody said."""

    url: str
    page_id: int | None = None
    site: str = ""
    lang: str = ""

    def representation(self, base: str) -> dict[str, Any]:
        return {
            "url": absolute(self.url, base),
            "external": self.page_id is None,
            "pageId": self.page_id,
            "site": self.site,
            "lang": self.lang,
        }


class LinkBlock(StructBlock):
    page = PageChooser(label=_("Page of this site"), required=False)
    url = URLBlock(label=_("Or an address on another site"), required=False)
    site_name = CharBlock(
        label=_("Name of the other site"),
        required=False,
        max_length=100,
        help_text=_("So that readers know where the link leads."),
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if problems := dict(self.problems(value)):
            raise StructBlockValidationError(
                {field: ValidationError(message) for field, message in problems.items()}
            )
        return value

    def problems(self, value: Any) -> Iterator[tuple[str, Any]]:
        """(field, message) pairs; a draft may be incomplete, but not contradict itself."""
        page, url = value["page"], value["url"]
        if page and url:
            yield "url", _("Choose a page or enter an address, not both: clear one of them.")
        if self.is_deferred_validation:
            return
        if not page and not url:
            yield "page", _("Choose a page of this site, or enter an address below.")
        if url and not page and not value["site_name"]:
            yield "site_name", _("Name the site, so that readers know where the link leads.")


def link_of(value: Any, visible: Mapping[int, Any]) -> Link | None:
    """Where the link leads; None if nowhere, or to a page that is not in `visible`."""
    if chosen := value.get("page"):
        page = visible.get(chosen.pk)
        return Link(page.url, page.pk, lang=page.locale.language_code) if page and page.url else None
    if url := web_address(value.get("url")):
        return Link(url, site=value.get("site_name") or "", lang=value.get("language") or "")
    return None
