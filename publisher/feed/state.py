"""Hashes by which a receiver proves that it holds everything, without reading everything.

One hash is the SHA-256, in hex, over a line "<id> <version>\\n" for each live publication, sorted by
id. A receiver that keeps id, version, language and the event's day can compute the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import connection

from newswire.publisher.models import Channel, Copy, Publication


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


def last_sequence(channel: Channel) -> int:
    """The sequence of what was announced to the channel last: one look at an index."""
    last = Copy.objects.filter(channel=channel).order_by("-announced_sequence")
    return last.values_list("announced_sequence", flat=True).first() or 0


def state(channel: Channel) -> State:
    by_language: dict[str, list[str]] = defaultdict(list)
    by_day: dict[tuple[str, str], list[str]] = defaultdict(list)
    sequence = 0
    for number, uuid, version, live, lang, at in _rows(channel):
        sequence = max(sequence, number)
        if not live:
            continue
        line = f"{uuid} {version}\n"
        by_language[lang].append(line)
        by_day[lang, at.astimezone(UTC).date().isoformat()].append(line)
    days: dict[str, dict[str, Mark]] = defaultdict(dict)
    for (lang, day), lines in sorted(by_day.items()):
        days[lang][day] = mark(lines)
    everything = [line for lines in by_language.values() for line in lines]
    languages = {lang: mark(lines) for lang, lines in sorted(by_language.items())}
    return State(sequence, mark(everything), languages, dict(days))


def mark(lines: Iterable[str]) -> Mark:
    ordered = sorted(lines)
    return Mark(len(ordered), hashlib.sha256("".join(ordered).encode()).hexdigest())


def _rows(channel: Channel) -> Iterable[tuple[int, str, int, bool, str, datetime]]:
    # Raw: the announced sequence is the event's key without being a foreign key, since a copy
    # outlives what is kept of events.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.announced_sequence, c.publication_id, c.announced_version, c.announced_state,
                   e.lang, e.at
              FROM newswire_publisher_copy c
              JOIN newswire_publisher_event e ON e.sequence = c.announced_sequence
             WHERE c.channel_id = %s
            """,
            [channel.pk],
        )
        rows = cursor.fetchall()
    uuids = dict(Publication.objects.filter(copies__channel=channel).values_list("pk", "uuid").iterator())
    for sequence, publication, version, state, lang, at in rows:
        yield sequence, str(uuids[publication]), version, state == "live", lang, _aware(at)


def _aware(at: datetime | str) -> datetime:
    """SQLite hands a raw query its text, in UTC."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
