"""Hashes by which a receiver proves that it holds everything, without reading everything.

One hash is the SHA-256, in hex, over a line "<id> <version>\\n" for each live publication, sorted by
id. A receiver that keeps id, version, language and the event's day can compute the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection, transaction

from newswire.publisher.models import Channel, Copy

AT_ONCE = 2_000  # rows in memory: a channel may hold a million publications

# The announced sequence is the event's key without being a foreign key, since a copy outlives what is kept
# of events.
ROWS = """SELECT held.announced_sequence, publication.uuid, held.announced_version, held.announced_state,
        event.lang, event.at
    FROM newswire_publisher_copy AS held
    JOIN newswire_publisher_publication AS publication ON publication.id = held.publication_id
    JOIN newswire_publisher_event AS event ON event.sequence = held.announced_sequence
    WHERE held.channel_id = %s ORDER BY publication.uuid"""

Row = tuple[int, UUID, int, bool, str, datetime]


@dataclass(frozen=True)
class Mark:
    count: int
    hash: str


@dataclass(frozen=True)
class State:
    sequence: int  # of the last change that it includes
    live: Mark
    languages: dict[str, Mark] = field(default_factory=dict)
    days: dict[str, dict[str, Mark]] = field(default_factory=dict)  # by language, then UTC day


class Marking:
    """A mark under way; it is given its publications in the order of their ids."""

    def __init__(self) -> None:
        self._count, self._hash = 0, hashlib.sha256()

    def take(self, line: bytes) -> None:
        self._count += 1
        self._hash.update(line)

    @property
    def mark(self) -> Mark:
        return Mark(self._count, self._hash.hexdigest())


def last_sequence(channel: Channel) -> int:
    """The sequence of what was announced to the channel last: one look at an index."""
    last = Copy.objects.filter(channel=channel).order_by("-announced_sequence")
    return last.values_list("announced_sequence", flat=True).first() or 0


def state(channel: Channel) -> State:
    """Of everything that was announced to the channel, read row by row."""
    everything, sequence = Marking(), 0
    by_language: dict[str, Marking] = defaultdict(Marking)
    by_day: dict[tuple[str, str], Marking] = defaultdict(Marking)
    for number, uuid, version, live, lang, at in _rows(channel):
        sequence = max(sequence, number)
        if live:
            line = f"{uuid} {version}\n".encode()
            for one in (everything, by_language[lang], by_day[lang, at.date().isoformat()]):
                one.take(line)
    languages = {lang: one.mark for lang, one in sorted(by_language.items())}
    days: dict[str, dict[str, Mark]] = defaultdict(dict)
    for (lang, day), one in sorted(by_day.items()):
        days[lang][day] = one.mark
    return State(sequence, everything.mark, languages, dict(days))


def _rows(channel: Channel) -> Iterator[Row]:
    """In the order of the publications' ids; times in UTC."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        _read_to_the_end()
        cursor.execute(ROWS, [channel.pk])
        while rows := cursor.fetchmany(AT_ONCE):
            for sequence, uuid, version, state, lang, at in rows:
                yield sequence, _uuid(uuid), version, state == "live", lang, _utc(at)


def _read_to_the_end() -> None:
    """PostgreSQL plans a cursor as if only its first tenth were wanted, which costs three times as much."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")


def _uuid(value: UUID | str) -> UUID:
    """SQLite hands a raw query its text."""
    return UUID(value) if isinstance(value, str) else value


def _utc(at: datetime | str) -> datetime:
    """SQLite hands a raw query its text, in UTC."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
