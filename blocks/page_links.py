from collections.abc import Iterable
from typing import Any

import swapper
from django.conf import settings
from django.utils.html import escape
from wagtail.models import Locale
from wagtail.rich_text.pages import PageLinkHandler


class PageLinks(PageLinkHandler):
    """Wagtail's page links in rich text, to the same addresses, but without a query for each.

    Wagtail asks for the active language, and for the version in it, link by link.
    """

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        pages: list[Any] = cls.get_many(attrs_list)
        versions = _live_versions([page for page in pages if page])
        shown = (versions.get(page.translation_key, page) if page else None for page in pages)
        return anchors(shown)


def anchors(targets: Iterable[Any]) -> list[str]:
    """Opening tags to pages or documents; None leads nowhere."""
    return [f'<a href="{escape(target.url)}">' if target else "<a>" for target in targets]


def _live_versions(pages: list[Any]) -> dict[str, Any]:
    """By translation key: the active language's versions of the pages in other languages."""
    if not pages or not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return {}
    locale = Locale.get_active()
    keys = {page.translation_key for page in pages if page.locale_id != locale.pk}
    if not keys:
        return {}
    found = swapper.load_model("wagtailcore", "Page").objects.filter(translation_key__in=keys, locale=locale)
    return {page.translation_key: page for page in found.live().defer_streamfields().specific()}
