"""Absolute addresses for those who read a body outside its own site."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

ROOTED_LINK = re.compile(r'(<a\b[^>]*?\bhref=")(/(?!/)[^"]*)')


def base_address(page: Any | None) -> str:
    """Scheme and host of the page's Site, else `WAGTAILADMIN_BASE_URL`, without a final slash.

    The request is not asked: the same body must read the same through every API and the payload.
    """
    parts = page.get_url_parts() if page is not None and page.pk else None
    base = parts[1] if parts else None
    return str(base or getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "").rstrip("/")


def web_address(address: str | None) -> str:
    """`address` where it leads to a place on the web, else empty: imports store what no form takes."""
    try:
        parts = urlsplit(address or "")
        leads = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        leads = False
    return address or "" if leads else ""


def absolute(address: str | None, base: str) -> str:
    """`address` below `base` if it starts at the root of its host, else unchanged."""
    if not address:
        return ""
    return base + address if re.match(r"/(?!/)", address) else address


def absolute_links(html: str, base: str) -> str:
    """Expanded rich text whose links hold the host too."""
    return ROOTED_LINK.sub(lambda link: link[1] + base + link[2], html)
