"""All channels, for every announcement anew, and built only when one of them has changed."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connection

from newswire.publisher import rows
from newswire.publisher.models import Channel

# Building a thousand of them takes as long as rendering a page.
# PostgreSQL notes in xmin which transaction wrote a row: the text of them all takes it five times as long.
FINGERPRINT = """(SELECT md5(string_agg(channel.xmin::text, ',' ORDER BY channel.id))
    FROM newswire_publisher_channel AS channel)"""

_kept: tuple[Any, Mapping[int, Channel]] = (None, {})


def fingerprint() -> str:
    """SQL for a column, of a statement that is run before: what changes with any channel. Null on SQLite."""
    return FINGERPRINT if connection.vendor == "postgresql" else "NULL"


def every_channel(as_of: str | None = None) -> Mapping[int, Channel]:
    """By their ids, in that order, as they stand now. Not to be changed: others are given the same.

    `as_of`: the fingerprint, where it has just been read; else it takes a query.
    """
    global _kept
    # Read before the channels: what changes between the two is seen the next time.
    seen = as_of or _as_they_stand()
    if seen is None or seen != _kept[0]:
        _kept = (seen, _read())
    return _kept[1]


def _as_they_stand() -> Any:
    """What changes with any channel; of SQLite the rows, a quarter of the time that objects take."""
    if connection.vendor == "postgresql":
        return rows.execute(f"SELECT {fingerprint()}", [], keep_plan=True)[0][0]
    return rows.execute("SELECT * FROM newswire_publisher_channel ORDER BY id", [])


def differing(before: Mapping[int, Channel], now: Mapping[int, Channel]) -> list[int]:
    """The ids of those that stand otherwise than before, are new, or are gone."""
    if now is before:
        return []
    return [pk for pk in before.keys() | now.keys() if _is_other(before.get(pk), now.get(pk))]


def _is_other(one: Channel | None, now: Channel | None) -> bool:
    if one is None or now is None:
        return one is not now
    return any(getattr(one, name) != getattr(now, name) for name in _names())


@cache
def _names() -> list[str]:
    return [field.attname for field in Channel._meta.concrete_fields]


def _read() -> dict[int, Channel]:
    return {channel.pk: channel for channel in Channel.objects.order_by("pk")}
