"""What stands in a page's place once it is gone: where the newsroom's own redirect leads."""

from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from wagtail.models import Site

from newswire.publisher.models import Publication

REDIRECTS = "wagtail.contrib.redirects"


def replaced_by(url: str) -> dict[str, Any]:
    """`{"id", "url"}` of the page that a redirect from this address leads to, `{"url"}` of another site's.

    Empty where there is no redirect, or its page is not to be seen. At most three queries; none where
    the project has no `wagtail.contrib.redirects`.
    """
    if not url or not apps.is_installed(REDIRECTS):
        return {}
    redirect = _redirect(url)
    if redirect is None:
        return {}
    if redirect.redirect_page_id is None:
        link = redirect.redirect_link
        return {"url": link} if urlsplit(link).scheme in ("http", "https") else {}
    target = Publication.objects.filter(
        page_id=redirect.redirect_page_id, state=Publication.State.LIVE, private=False
    ).first()
    return {"id": str(target.uuid), "url": target.url} if target and target.url else {}


def _redirect(url: str) -> Any | None:
    from wagtail.contrib.redirects.models import Redirect

    asked = urlsplit(url)
    site = Site.objects.filter(hostname=asked.hostname or "").first()
    known = Redirect.get_for_site(site) if site else Redirect.objects.filter(site=None)
    found = known.filter(old_path=Redirect.normalise_path(asked.path))
    return found.order_by("-site").first()
