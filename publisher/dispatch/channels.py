"""All channels, for every announcement anew, and built only when one of them has changed."""

from collections.abc import Mapping

from django.db import connection

from newswire.publisher.deliver import rows
from newswire.publisher.models import Channel

# Building a thousand of them takes as long as rendering a page.
# PostgreSQL notes in xmin which transaction wrote a row: the text of them all takes it five times as long.
FINGERPRINT = """SELECT md5(string_agg(channel.xmin::text, ',' ORDER BY channel.id))
    FROM newswire_publisher_channel AS channel"""

_kept: tuple[str, Mapping[int, Channel]] = ("", {})


def every_channel() -> Mapping[int, Channel]:
    """By their ids, in that order, as they stand now. Not to be changed: others are given the same."""
    global _kept
    if connection.vendor != "postgresql":
        return _read()
    # Read before the channels: what changes between the two is seen the next time.
    fingerprint = rows.execute(FINGERPRINT, [], keep_plan=True)[0][0] or ""
    if fingerprint != _kept[0]:
        _kept = (fingerprint, _read())
    return _kept[1]


def _read() -> dict[int, Channel]:
    return {channel.pk: channel for channel in Channel.objects.order_by("pk")}
