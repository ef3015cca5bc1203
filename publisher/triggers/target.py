"""Finds the page that a call names, live or draft."""

import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import swapper
from django.conf import settings
from django.conf.urls.i18n import is_language_prefix_patterns_used
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.models import AbstractPage, Locale, Site
from wagtail.models.sites import SiteRootPath

from newswire.publisher.models import Publication, Trigger
from newswire.publisher.mounted import split

from .refusal import Refusal


def find(named: Mapping[str, Any]) -> AbstractPage:
    """The specific page. Raises Refusal 422 where there is none of that name."""
    page = _candidates(named).exclude(depth=1).first()
    if page is None:
        raise Refusal(422, "no_such_page", "There is no such page.")
    return page.specific


def allow(trigger: Trigger, action: str, page: AbstractPage) -> None:
    """Raises Refusal 403 where this trigger may not do that to this page."""
    if not trigger.active:
        raise Refusal(403, "switched_off", "This trigger is switched off.")
    if action not in trigger.actions:
        raise Refusal(403, "action_not_allowed", f"This trigger may not {action}.")
    if trigger.languages and page.locale.language_code not in trigger.languages:
        raise Refusal(403, "language_not_allowed", "This trigger may not act on pages in this language.")
    if trigger.sections and not _is_within(page, trigger.sections):
        raise Refusal(403, "section_not_allowed", "This trigger may not act on this part of the site.")


def _is_within(page: AbstractPage, sections: list[int]) -> bool:
    roots = _pages().filter(pk__in=sections).values_list("path", flat=True)
    return any(page.path.startswith(root) for root in roots)


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page")._base_manager.all()


def _candidates(named: Mapping[str, Any]) -> QuerySet:
    match named:
        case {"id": key}:
            return _pages().filter(pk=key)
        case {"uuid": text}:
            ids = Publication.objects.filter(uuid=_uuid(text)).values("page_id")
            return _pages().filter(pk__in=ids)
        case {"url": url}:
            return _pages().filter(url_path__in=_url_paths(url))
        case {"translationKey": key, "language": language}:
            return _pages().filter(translation_key=_uuid(key), locale__language_code=language)
    return _pages().none()


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refusal(422, "no_such_page", "There is no such page: that is no uuid.") from None


def _url_paths(url: str) -> list[str]:
    """Where in the page tree an address of one of our sites stands, were the page live."""
    try:
        asked = urlsplit(url)
        roots = _roots(asked.hostname, asked.port)
    except ValueError:
        return []
    path = split(_with_slash(unquote(asked.path)))[1]
    prefix = translation.get_language_from_path(path)
    with translation.override(prefix or settings.LANGUAGE_CODE):
        try:
            found = resolve(path)
        except Resolver404:
            return []
    if found.url_name != "wagtail_serve":
        return []
    below = ("".join(found.args) or found.kwargs.get("path", "")).strip("/")
    language = prefix or _language_without_prefix()
    return [
        root.root_path + (_with_slash(below) if below else "")
        for root in roots
        if language is None or root.language_code == language
    ]


def _with_slash(path: str) -> str:
    return path if path.endswith("/") else f"{path}/"


def _language_without_prefix() -> str | None:
    """What a site with language prefixes shows at an address that has none; None: any."""
    used, default_has_one = is_language_prefix_patterns_used(settings.ROOT_URLCONF)
    return Locale.get_default().language_code if used and not default_has_one else None


def _roots(host: str | None, port: int | None) -> list[SiteRootPath]:
    """Of the site at that port; else, as a proxy may listen at another one, of the site that names none."""
    there = [(urlsplit(root.root_url), root) for root in Site.get_site_root_paths()]
    there = [(known, root) for known, root in there if known.hostname == host]
    exact = [root for known, root in there if known.port == port]
    portless = [root for known, root in there if known.port is None]
    return exact or portless or ([root for _, root in there] if port is None else [])
