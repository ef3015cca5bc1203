"""A cursor says up to which sequence a receiver has read, and under which filter and epoch.

A changed filter or a restored backup makes old cursors void: what they would skip is unknown.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from newswire.publisher.models import Channel, Counter

LONGEST = 200  # characters; ours have about 50


class BadCursor(ValueError):
    """Not a cursor of ours."""


class StaleCursor(ValueError):
    """A cursor of another filter or epoch, or of a future that was lost: start again from the snapshot."""


def counter() -> Counter:
    """Which epoch it is, and how far the sequence has come."""
    return Counter.objects.get_or_create(pk=1)[0]


def fingerprint(channel: Channel, wants: Mapping[str, str]) -> str:
    """Eight bytes, in hex, over all that decides what this channel is sent and what this call asks for."""
    decides = {
        "channel": str(channel.uuid),
        "lists": [sorted(map(str, values)) for values in _lists(channel)],
        "profile": [channel.format, channel.mode, channel.fallback, channel.trusted],
        "wants": dict(wants),
    }
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()[:16]


def _lists(channel: Channel) -> tuple[list, ...]:
    return (channel.languages, channel.page_types, channel.sections, channel.topics, channel.event_types)


def write(sequence: int, mark: str, epoch: str) -> str:
    return urlsafe_b64encode(f"{epoch}.{mark}.{sequence}".encode()).decode().rstrip("=")


def read(cursor: str, mark: str, now: Counter) -> int:
    """The sequence after which to go on. Raises BadCursor or StaleCursor.

    Nothing that a channel was told is ever dropped from its feed, so no cursor is too old. One ahead of
    the sequence is from a database that was put back without `newswire_restored`.
    """
    if not cursor:
        return 0
    try:
        padded = cursor[:LONGEST] + "=" * (-len(cursor) % 4)
        found_epoch, found_mark, sequence = urlsafe_b64decode(padded).decode("ascii").split(".")
        number = int(sequence)
    except ValueError as error:
        raise BadCursor(cursor[:LONGEST]) from error
    if not 0 <= number < 2**63:
        raise BadCursor(cursor[:LONGEST])
    if (found_epoch, found_mark) != (now.epoch, mark) or number > now.sequence:
        raise StaleCursor(cursor[:LONGEST])
    return number
