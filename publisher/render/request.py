"""The request of an anonymous visitor: what a page's own template is rendered for."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext_lazy as _

from newswire.publisher.addresses import MAX_LENGTH
from newswire.publisher.mounted import split

from .errors import RenderError

DEFAULT_PORTS = {"http": 80, "https": 443}


@contextmanager
def visiting(page: Any) -> Iterator[HttpRequest]:
    """A GET of the page at its site, in the page's language and the site's time zone.

    The language must be active: Wagtail's links lead to the version in the active language, and a
    worker's would be LANGUAGE_CODE. Raises RenderError where the page has no address, or its site's
    host is not allowed.
    """
    with translation.override(page.locale.language_code), timezone.override(timezone.get_default_timezone()):
        yield _request(page)


def _request(page: Any) -> HttpRequest:
    site, root, path = page.get_url_parts() or (None, None, None)
    if site is None:
        raise RenderError(_("The page belongs to no site, so it has no address."))
    if root is None or path is None:
        raise RenderError(
            _("The page has no address: its slug “%(slug)s” cannot stand in one."), slug=page.slug
        )
    if len(iri_to_uri(root + path)) > MAX_LENGTH:
        raise RenderError(
            _("The page's address is longer than %(count)s characters: shorten its slug, or those above it."),
            count=MAX_LENGTH,
        )
    address = urlsplit(root)
    request = _get(address, path)
    # What the host's middleware would have set; templates and context processors read it.
    request.user = AnonymousUser()
    request.session = SessionStore()
    request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
    try:
        request.get_host()
    except DisallowedHost:
        raise RenderError(
            _("The site's host name “%(host)s” is not in ALLOWED_HOSTS: ask your administrator to add it."),
            host=address.hostname,
        ) from None
    return request


def _get(address: SplitResult, path: str) -> WSGIRequest:
    """`path` holds the project's own, where it is mounted below one; a request has the two apart."""
    port = address.port or DEFAULT_PORTS.get(address.scheme, 80)
    mounted, below = split(path)
    return RequestFactory(SERVER_NAME=address.hostname or "").get(
        below,
        secure=address.scheme == "https",
        headers={"host": address.netloc},
        SCRIPT_NAME=mounted,
        SERVER_PORT=str(port),  # given to the factory it would be 80 or 443
    )
