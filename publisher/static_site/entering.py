"""Writes down what a message says of a page: what the site should show of it from now on."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from newswire.publisher.models import StaticPage
from newswire.publisher.profiles import Envelope
from newswire.publisher.profiles.html import page_of
from newswire.publisher.render.characters import allowed

from . import localise, paths
from .references import refer
from .site import Site
from .teasers import teaser

# Said twice by the html; a site of files shows that.
LEFT_OUT = frozenset({"blocks", "previousVersion", "changed", "reason"})


def entered(site: Site, envelope: Envelope, data: Mapping[str, Any]) -> StaticPage:
    """The page's row. One that is newer already stays as it is.

    Raises Unsayable where it cannot become a page, KeyError, TypeError or ValueError where it is none.
    """
    page = _row(site, data)
    if data["version"] <= page.version:
        return page
    if data["state"] != "live":
        return left(page, data["version"])
    shown = {name: _clean(value) for name, value in data.items() if name not in LEFT_OUT}
    page_of(envelope, shown)
    page.lang, page.set_id = shown["lang"], UUID(shown["setId"]) if shown["setId"] else None
    path = paths.path_for(page, shown)
    page.previous, page.path = paths.previous_paths(page, path, shown), path
    page.version, page.data, page.digest = data["version"], shown, _digest(shown)
    page.published_at = _moment(shown["publishedAt"]) or page.published_at or envelope.time
    page.modified_at = _moment(shown["modifiedAt"]) or page.published_at
    page.topics, page.section = shown["topics"], shown["section"]
    page.teaser = teaser(shown, page.published_at, page.modified_at)
    with transaction.atomic():
        page.save()
        refer(page, {id for id, _ in localise.links(shown) if _is_uuid(id)} - {shown["id"]}, pictures=False)
    return page


def left(page: StaticPage, version: int) -> StaticPage:
    """Nothing of it is to be seen any more. Its version stays, so that nothing older brings it back.

    `pictures` stays until they are removed: it says which were its own.
    """
    page.version, page.path, page.packed, page.digest = version, None, None, ""
    page.previous, page.teaser, page.topics, page.section = [], {}, [], ""
    with transaction.atomic():
        page.save()
        page.references.all().delete()
    return page


def _row(site: Site, data: Mapping[str, Any]) -> StaticPage:
    page, _ = StaticPage.objects.get_or_create(
        channel_id=site.channel_id, publication=UUID(data["id"]), defaults={"lang": data["lang"]}
    )
    return page


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return allowed(value)
    if isinstance(value, Mapping):
        return {name: _clean(inner) for name, inner in value.items()}
    return [_clean(inner) for inner in value] if isinstance(value, list) else value


def _digest(data: Mapping[str, Any]) -> str:
    """Of what a page shows; a version that shows the same is none to a reader."""
    said = {name: value for name, value in data.items() if name != "version"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
