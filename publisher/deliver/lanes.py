"""Lanes in the database: which are due, locking them, and when each next wants a look.

Lanes are locked in one statement and their deliveries read in the next: on PostgreSQL a statement does
not see what was committed while it waited for its locks, and a count taken with them would exceed a cap.
"""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from newswire.publisher.models import Delivery, Lane

from . import clock, rows
from .allowance import LockedLane

# A paused channel's lane is due only for a takedown; that of one switched off never.
DUE = """FROM newswire_publisher_lane AS lane
    JOIN newswire_publisher_channel AS channel ON channel.id = lane.channel_id
    WHERE lane.due_at <= %s AND channel.transport IN ({transports})
    AND (channel.state = 'active' OR channel.state = 'paused' AND EXISTS (
        SELECT 1 FROM newswire_publisher_delivery AS takedown
        WHERE takedown.channel_id = channel.id AND takedown.state = 'queued' AND takedown.priority = 0))"""

# Never null where something waits: the next due attempt, the end of a lease, or the time given.
DUE_AT = """(SELECT min(at) FROM (
    SELECT moment.at AS at
    UNION ALL SELECT min(next_attempt_at) FROM newswire_publisher_delivery AS waiting
        WHERE waiting.channel_id = lane.channel_id AND waiting.state = 'queued' {after}
    UNION ALL SELECT min(leased_until) FROM newswire_publisher_delivery AS flying
        WHERE flying.channel_id = lane.channel_id AND flying.state = 'sending'
) AS moments)"""


def is_any_due(now: datetime, transports: list[str]) -> bool:
    """A look that locks nothing."""
    return bool(rows.execute(f"SELECT 1 {_due(transports)} LIMIT 1", [rows.value(now), *transports]))


def lock(now: datetime, transports: list[str], limit: int) -> list[LockedLane]:
    """At most `limit` due lanes that no other worker holds, the longest waiting first."""
    found = rows.execute(
        f"""SELECT lane.channel_id, lane.cap, lane.rate_per_minute, lane.tokens,
            CASE WHEN lane.rate_per_minute IS NOT NULL THEN lane.tokens_at END,
            lane.breaker, lane.probe_at, lane.ramp, lane.hold_until, channel.state, channel."order"
        {_due(transports)} ORDER BY lane.due_at LIMIT %s {rows.skip_locked("lane")}""",
        [rows.value(now), *transports, limit],
    )
    return [LockedLane(*row) for row in rows.with_times(found, 4, 6, 8)]


def _due(transports: list[str]) -> str:
    return DUE.format(transports=", ".join(["%s"] * len(transports)))


class Moved(NamedTuple):
    """A locked lane after a claim."""

    channel_id: int
    at: datetime | None  # the next look is no later than this
    tokens: float
    tokens_at: datetime
    breaker: str
    probe_at: datetime | None


MOVED = {
    "channel_id": "bigint",
    "at": "timestamptz",
    "tokens": "float8",
    "tokens_at": "timestamptz",
    "breaker": "text",
    "probe_at": "timestamptz",
}


def move_on(moved: list[Moved], now: datetime) -> None:
    """Writes what a claim has changed of its locked lanes."""
    source, parameters = rows.cte("moment", MOVED, moved)
    rows.execute(
        f"""WITH {source}
        UPDATE newswire_publisher_lane AS lane
        SET due_at = {DUE_AT.format(after="AND waiting.next_attempt_at > %s")},
            tokens = moment.tokens, tokens_at = moment.tokens_at,
            breaker = moment.breaker, probe_at = moment.probe_at
        FROM moment WHERE lane.channel_id = moment.channel_id""",
        [*parameters, rows.value(now)],
    )


def repair(now: datetime) -> int:
    """Finds lanes whose hint was lost though something is due; returns how many."""
    overdue = Delivery.objects.filter(
        channel=OuterRef("channel"), state=Delivery.State.QUEUED, next_attempt_at__lte=now
    )
    forgotten = Q(due_at=None) | Q(due_at__gt=now + timedelta(minutes=1))
    free = Q(breaker=Lane.Breaker.CLOSED) & (Q(hold_until=None) | Q(hold_until__lte=now))
    return Lane.objects.filter(forgotten & free, Exists(overdue)).update(due_at=now)


def wake(channel_ids: Iterable[int]) -> None:
    """Deliveries were queued for these channels: call it in the same transaction, after inserting them.

    Locks the lanes in the order of their ids, as the pumps do: another order would deadlock with them.
    """
    wanted = Lane.objects.filter(channel__in=list(channel_ids)).order_by("channel")
    locked = list(wanted.select_for_update(of=("self",), no_key=True).values_list("channel", flat=True))
    now = clock.now()
    late = Q(due_at=None) | Q(due_at__gt=now)
    Lane.objects.filter(late, channel__in=locked).update(due_at=now)
