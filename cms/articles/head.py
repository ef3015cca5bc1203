"""What search engines and social networks read of an article, in the head of its page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import to_locale

from newswire.blocks.addresses import absolute, base_address
from newswire.cms.articles.json_ld import json_ld_of
from newswire.cms.translations.versions import alternates


def article_head(page: Any, request: HttpRequest | None = None) -> dict[str, Any]:
    """The context of `newswire_cms/article_head.html`."""
    versions = page.gathered.language_versions(page)
    here = [version for version in versions if version.page_id]
    return {
        "page": page,
        "canonical": page.canonical_url or page.get_full_url(request),
        "description": getattr(page, "search_description", "") or page.summary_shown,
        "alternates": alternates(page, versions, request),
        "og_locale": to_locale(page.locale.language_code),
        "og_alternates": [to_locale(version.lang) for version in here],
        "topics": page.gathered.topics(page),
        "json_ld": json_ld_of(page, versions),
        "picture": _social_picture(page),
        "picture_alt": "" if page.social_picture else page.lead_alt_text,
    }


def _social_picture(page: Any) -> dict[str, Any] | None:
    """The 1200 by 630 crop, with an absolute address."""
    image = page.social_picture or page.lead_picture
    files = page.gathered.picture(image, crops=True).renditions if image else ()
    found = next((file for file in files if file.name == "social"), None)
    if found is None:
        return None
    url = absolute(found.url, base_address(page))
    return {"url": url, "width": found.width, "height": found.height}
