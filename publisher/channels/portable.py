"""Channels as data that another installation can read: what they want, without secrets, state or numbers.

A part of the site is named by its path in the page tree, since the other installation has other ids.
"""

import re
from collections.abc import Iterable
from typing import Any

import swapper
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from newswire.publisher import profiles, transports
from newswire.publisher.models import Channel, Lane

from .create import create

VERSION = 1
PLAIN = (
    "name",
    "transport",
    "address",
    "languages",
    "page_types",
    "topics",
    "event_types",
    "format",
    "mode",
    "fallback",
    "order",
    "trusted",
    "for_operators",
    "address_pattern",
    "preview_address",
)
LANE = ("cap", "rate_per_minute")
SECRET = re.compile(r"secret|token|password|key|credential", re.IGNORECASE)


class NotPortable(Exception):
    """What was given cannot be taken in; `str()` says which channel and why. Nothing was changed."""


def export(channels: Iterable[Channel]) -> dict[str, Any]:
    """JSON of these channels. An option whose name sounds like a secret is left out."""
    return {"version": VERSION, "channels": [_exported(channel) for channel in channels]}


def take_in(data: Any) -> list[tuple[Channel, str]]:
    """Makes the channels, each paused, with a new secret that is shown once; all or none.

    A channel of a name that is there already is left as it is. Raises NotPortable.
    """
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise NotPortable(f"This is no export of version {VERSION}.")
    with transaction.atomic():
        known = set(Channel.objects.values_list("name", flat=True))
        return [_taken_in(one) for one in data.get("channels", []) if _name(one) not in known]


def _exported(channel: Channel) -> dict[str, Any]:
    return {
        **{name: getattr(channel, name) for name in PLAIN},
        **{name: getattr(channel.lane, name) for name in LANE},
        "options": {name: value for name, value in channel.options.items() if not SECRET.search(name)},
        "sections": _paths(channel.sections),
    }


def _taken_in(one: dict[str, Any]) -> tuple[Channel, str]:
    name = _name(one)
    wants = {key: one[key] for key in (*PLAIN, *LANE, "options") if key in one}
    try:
        _look_at(name, wants)
        channel = Channel(**{key: value for key, value in wants.items() if key not in LANE})
        channel.clean_fields(exclude=["state", "state_note"])
        if channel.transport not in transports.names():
            raise NotPortable(f"{name}: there is no transport {channel.transport} here.")
        if channel.format not in profiles.formats():
            raise NotPortable(f"{name}: there is no format {channel.format} here.")
        return create(**{**wants, "sections": _ids(name, one.get("sections", []))})
    except (ValidationError, TypeError, ValueError, DatabaseError) as error:
        raise NotPortable(f"{name}: {error}") from error


def _look_at(name: str, wants: dict[str, Any]) -> None:
    """What the database would take, and who sends to the channel, or shows its form, would fail at."""
    channel, lane = Channel(), Lane()
    for key in (*PLAIN, "options"):
        default: Any = getattr(channel, key)
        kind: type = next(kind for kind in (bool, str, list, dict) if isinstance(default, kind))
        value: Any = wants.get(key, default)
        has_texts = not isinstance(value, list) or all(isinstance(one, str) for one in value)
        if not (isinstance(value, kind) and has_texts):
            raise NotPortable(f"{name}: {key} is not of its kind.")
    for key in LANE:
        field: Any = Lane._meta.get_field(key)
        field.clean(wants.get(key, getattr(lane, key)), None)


def _name(one: Any) -> str:
    if not isinstance(one, dict) or not isinstance(one.get("name"), str) or "address" not in one:
        raise NotPortable("A channel has no name or no address.")
    return one["name"]


def _paths(page_ids: list[int]) -> list[str]:
    pages = swapper.load_model("wagtailcore", "Page").objects
    return list(pages.filter(pk__in=page_ids).order_by("path").values_list("url_path", flat=True))


def _ids(name: str, paths: list[str]) -> list[int]:
    pages = swapper.load_model("wagtailcore", "Page").objects
    found = dict(pages.filter(url_path__in=paths).values_list("url_path", "pk"))
    if missing := [path for path in paths if path not in found]:
        raise NotPortable(f"{name}: there is no page {missing[0]} here.")
    return [found[path] for path in paths]
