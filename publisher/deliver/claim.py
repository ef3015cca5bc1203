"""Takes deliveries from due lanes, in one short transaction: fairness, caps, rates and order at once.

1. A worker locks lanes that nobody else holds; what it takes from each is bounded by cap and rate, so
   a channel with a long backlog delays no other.
2. Per channel and publication one is in flight, and of those that wait one may go: the newest
   (`latest`) or the oldest (`every`); a withdrawal replaces whatever waits before it in both. What waits
   for a predecessor is merely passed over: it uses no attempt and no delay.
3. In flight is counted from rows. A lease that ran out gives its delivery back, and the fence
   makes the lost worker's verdict void should it come after all.
4. While it holds a lane this transaction waits for no lock: dispatch locks deliveries first and lanes
   after, and would deadlock with it.
"""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from newswire.publisher import transports
from newswire.publisher.models import Lane

from . import clock, lanes, rows
from .allowance import Allowance, LockedLane, allowance
from .losses import lease

# Locks so many lanes at a time, at most: the transaction stays short.
MAX_LANES = 500


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this worker, and no other, may attempt until its lease ends."""

    id: int
    channel_id: int
    publication_id: int | None
    event_id: int
    payload_id: int
    epoch: str
    version: int
    withdrawal: bool
    fence: int
    attempt: int
    priority: int
    round: int
    first_at: datetime


COLUMNS = (
    "id, channel_id, publication_id, event_id, payload_id, epoch, version, withdrawal, fence, attempts, "
    "priority, round, first_attempt_at"
)

# `other` goes before `one`, or makes it stale.
PASSED_OVER = """EXISTS (
    SELECT 1 FROM newswire_publisher_delivery AS other
    WHERE other.channel_id = one.channel_id AND other.publication_id = one.publication_id
    AND (other.state = 'sending' OR other.state = 'queued' AND CASE
        WHEN (other.event_id, other.round) > (one.event_id, one.round)
            THEN other.withdrawal OR NOT {every}
        WHEN (other.event_id, other.round) < (one.event_id, one.round)
            THEN {every} AND NOT one.withdrawal
        ELSE {false} END))"""

PICK = f"""SELECT one.id FROM newswire_publisher_delivery AS one
    WHERE one.channel_id = {{channel}} AND one.state = 'queued' AND one.priority <= {{most}}
    AND one.next_attempt_at <= {{due}} AND NOT {PASSED_OVER}
    ORDER BY {{order}} LIMIT {{room}} {{lock}}"""

IN_ORDER = "one.priority, one.event_id, one.round"
# Another one each time: a delivery that the receiver can never digest must not keep a breaker open.
PROBES_FIRST = "one.priority, one.attempts, one.event_id, one.round"

OFFERS = {"channel_id": "bigint", "room": "int", "most": "int", "due": "timestamptz", "every": "bool"}


def claim(room: int) -> list[Claimed]:
    """At most `room` deliveries, to be started now. Returns [] where nothing is due."""
    now = clock.now()
    names = transports.names()
    if not lanes.is_any_due(now, names):
        return []
    with transaction.atomic():
        locked = lanes.lock(now, names, min(room, MAX_LANES))
        return _claim(locked, room, now) if locked else []


def _claim(locked: list[LockedLane], room: int, now: datetime) -> list[Claimed]:
    in_flight = _in_flight(lane.channel_id for lane in locked)
    offers: list[tuple[LockedLane, Allowance, int]] = []
    for position, lane in enumerate(locked):
        allowed = allowance(lane, in_flight.get(lane.channel_id, 0), now)
        # Each of the lanes still to come gets one at least.
        given = min(allowed.room, room - (len(locked) - position - 1))
        room -= given
        offers.append((lane, allowed, given))
    claimed = _take(offers, now)
    _supersede(claimed, now)
    _move_on(offers, claimed, now)
    return claimed


def _in_flight(channel_ids: Iterable[int]) -> dict[int, int]:
    among, parameters = rows.among("channel_id", channel_ids)
    counted = rows.execute(
        f"""SELECT channel_id, count(*) FROM newswire_publisher_delivery
        WHERE state = 'sending' AND {among} GROUP BY channel_id""",
        parameters,
    )
    return dict(counted)


def _take(offers: Sequence[tuple[LockedLane, Allowance, int]], now: datetime) -> list[Claimed]:
    forever = datetime.max.replace(tzinfo=now.tzinfo)
    plain: list[tuple[Any, ...]] = []
    probes: list[tuple[Any, ...]] = []
    for lane, allowed, given in offers:
        if given > 0:
            due = forever if allowed.probe else now
            row = (lane.channel_id, given, allowed.max_priority, due, lane.keeps_every_version)
            (probes if allowed.probe else plain).append(row)
    claimed = _take_in_order(plain, IN_ORDER, now) + _take_in_order(probes, PROBES_FIRST, now)
    return sorted(claimed, key=lambda one: (one.priority, one.event_id))


def _take_in_order(offers: list[tuple[Any, ...]], order: str, now: datetime) -> list[Claimed]:
    if not offers:
        return []
    picked, parameters = _picked(offers, order)
    found = rows.execute(
        f"""WITH {picked}
        UPDATE newswire_publisher_delivery
        SET state = 'sending', fence = fence + 1, attempts = attempts + 1, leased_until = %s,
            first_attempt_at = COALESCE(first_attempt_at, %s)
        WHERE state = 'queued' AND id IN (SELECT id FROM picked) RETURNING {COLUMNS}""",
        [*parameters, rows.value(now + lease()), rows.value(now)],
    )
    return [Claimed(*row) for row in rows.with_times(found, -1)]


def _picked(offers: list[tuple[Any, ...]], order: str) -> tuple[str, list[Any]]:
    if connection.features.has_select_for_update_skip_locked:
        source, parameters = rows.cte("offer", OFFERS, offers)
        pick = PICK.format(
            channel="offer.channel_id",
            most="offer.most",
            due="offer.due",
            every="offer.every",
            room="offer.room",
            false="false",
            order=order,
            lock=rows.skip_locked("one"),
        )
        return (
            f"""{source}, picked AS MATERIALIZED (
            SELECT found.id FROM offer CROSS JOIN LATERAL ({pick}) AS found)""",
            parameters,
        )
    ids = [found[0] for offer in offers for found in _pick_from(offer, order)]
    return f"picked (id) AS (VALUES {', '.join(['(%s)'] * len(ids)) or '(NULL)'})", ids


def _pick_from(offer: tuple[Any, ...], order: str) -> list[tuple[Any, ...]]:
    """The same of one lane: SQLite has no LATERAL."""
    channel_id, room, most, due, every = (rows.value(value) for value in offer)
    pick = PICK.format(
        channel="%s", most="%s", due="%s", every=int(every), room="%s", false="0", order=order, lock=""
    )
    return rows.execute(pick, [channel_id, most, due, room])


def _supersede(claimed: list[Claimed], now: datetime) -> None:
    """Those that wait behind a claimed one can only be stale, except where every version counts."""
    replacing = [
        (one.channel_id, one.publication_id, one.event_id, one.round, one.withdrawal)
        for one in claimed
        if one.publication_id is not None
    ]
    if not replacing:
        return
    columns = {
        "channel_id": "bigint",
        "publication_id": "bigint",
        "event_id": "bigint",
        "round": "int",
        "withdrawal": "bool",
    }
    source, parameters = rows.cte("newer", columns, replacing)
    rows.execute(
        f"""WITH {source} UPDATE newswire_publisher_delivery SET state = 'superseded', done_at = %s
        WHERE id IN (SELECT older.id FROM newer
            JOIN newswire_publisher_delivery AS older ON older.channel_id = newer.channel_id
                AND older.publication_id = newer.publication_id AND older.state = 'queued'
                AND (older.event_id, older.round) < (newer.event_id, newer.round)
            JOIN newswire_publisher_channel AS channel ON channel.id = newer.channel_id
            WHERE newer.withdrawal OR channel."order" = 'latest' {rows.skip_locked("older")})""",
        [*parameters, rows.value(now)],
    )


def _move_on(
    offers: Sequence[tuple[LockedLane, Allowance, int]], claimed: list[Claimed], now: datetime
) -> None:
    taken: dict[int, int] = {}
    for one in claimed:
        taken[one.channel_id] = taken.get(one.channel_id, 0) + 1
    moved = []
    for lane, allowed, given in offers:
        count = taken.get(lane.channel_id, 0)
        probing = allowed.probe and count
        tokens = allowed.tokens - count if lane.rate_per_minute else 0.0
        moved.append(
            (
                lane.channel_id,
                _next_look(lane, allowed, given, count, tokens, now),
                tokens,
                now,
                Lane.Breaker.HALF_OPEN if probing else lane.breaker,
                now + lease() if probing else lane.probe_at,
            )
        )
    lanes.move_on(moved, now)


def _next_look(
    lane: LockedLane, allowed: Allowance, given: int, count: int, tokens: float, now: datetime
) -> datetime | None:
    """When time alone makes room again; None: a verdict or a due attempt does."""
    if given < allowed.room and count == given:
        return now  # this worker has no room for more
    if lane.rate_per_minute and count == given and tokens < 1:
        return now + timedelta(minutes=(1 - tokens) / lane.rate_per_minute)
    return allowed.wake_at
