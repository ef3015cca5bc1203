"""Lanes in the database: which are due, locking them, and when each next wants a look.

Lanes are locked in one statement and their deliveries read in the next: on PostgreSQL a statement does
not see what was committed while it waited for its locks, and a count taken with them would exceed a cap.
"""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from newswire.publisher import rows
from newswire.publisher.models import Delivery, Lane
from newswire.publisher.standby import DELIVER

from . import clock
from .allowance import LockedLane
from .breaker import FURTHEST

# A paused channel's lane is due only for a takedown; that of one switched off never.
DUE = """FROM newswire_publisher_lane AS lane
    JOIN newswire_publisher_channel AS channel ON channel.id = lane.channel_id
    WHERE lane.due_at <= {now} AND channel.transport IN ({transports})
    AND (channel.state = 'active' OR channel.state = 'paused' AND EXISTS (
        SELECT 1 FROM newswire_publisher_delivery AS takedown
        WHERE takedown.channel_id = channel.id AND takedown.state = 'queued' AND takedown.priority = 0))"""

IS_ANY_DUE = """SELECT 1 FROM newswire_publisher_lane AS lane
    WHERE lane.due_at <= statement_timestamp() ORDER BY lane.due_at LIMIT 1"""

# How often, at most, a lane that does nothing but succeed has that written down.
SUCCESS_EVERY = timedelta(minutes=1)

# It has done so of late, and that is written down: one more success changes nothing.
SUCCEEDS = "lane.failures = 0 AND lane.told = '' AND lane.last_success_at > {recently}"

# Never null where something waits: the next due attempt, the end of a lease, or the time given. `moment` is
# the statement's own (channel_id, at). A claim asks in `after` and `later` for what comes after it: what is
# due and may not go yet would make its lane due again at once, and again, for as long as that lasts.
DUE_AT = """(SELECT min(at) FROM (
    SELECT moment.at AS at
    UNION ALL SELECT min(next_attempt_at) FROM newswire_publisher_delivery AS waiting
        WHERE waiting.channel_id = lane.channel_id AND waiting.state = 'queued' {after}
    UNION ALL SELECT min(leased_until) FROM newswire_publisher_delivery AS flying
        WHERE flying.channel_id = lane.channel_id AND flying.state = 'sending' {later}
) AS moments)"""


def is_any_due(transports: list[str]) -> bool:
    """A look that locks nothing, for a tenth of what `lock` costs. Most find nothing.

    PostgreSQL's is content with a lane that may be paused, or of another transport: its plan is kept, and has
    one entry of an index to read, however many there are.
    """
    if connection.vendor == "postgresql":
        return bool(rows.execute(IS_ANY_DUE, [], keep_plan=True))
    due, parameters = _due(transports)
    return bool(rows.execute(f"SELECT 1 {due} LIMIT 1", parameters))


def lock(transports: list[str], limit: int) -> tuple[datetime, list[LockedLane]]:
    """The time, and at most `limit` due lanes that no other worker holds, the longest waiting first.

    They are not due any more: their next look is a verdict's to ask for, or that of a lease that ran out.
    Of which that is not true, `move_on` says so in the same transaction.

    The commit of this transaction will not wait for PostgreSQL's disk. A crash of the database may undo
    it, with all that came after it: no more than a lost lease, something is sent twice. (A verdict must
    not be undone: an older version could go after it.)
    """
    due, parameters = _due(transports)
    recently, since = rows.now(ago=SUCCESS_EVERY)
    found = _left(
        f"""SELECT {rows.unhurried(in_order=True)}, lane.channel_id, lane.cap, lane.rate_per_minute,
            lane.tokens, CASE WHEN lane.rate_per_minute IS NOT NULL THEN lane.tokens_at END,
            lane.breaker, lane.probe_at, lane.ramp, lane.hold_until, channel.state, channel."order",
            {SUCCEEDS.format(recently=recently)}
        {due} ORDER BY lane.due_at LIMIT %s {rows.skip_locked("lane")}""",
        [*since, *parameters, limit],
    )
    told = found[0][0] if found else None
    now = clock.told(datetime.fromtimestamp(told, UTC)) if told else timezone.now()
    return now, [LockedLane(*lane) for _, *lane in rows.with_times(found, 5, 7, 9)]


def _left(locking: str, parameters: list[Any]) -> rows.Rows:
    """What this statement finds, in its order; the lanes, whose ids come second, are made not due."""
    leave = "UPDATE newswire_publisher_lane SET due_at = NULL WHERE"
    if connection.vendor == "postgresql":
        return rows.execute(
            f"""WITH found AS MATERIALIZED ({locking}), left_alone AS
            ({leave} channel_id IN (SELECT channel_id FROM found)) SELECT * FROM found""",
            parameters,
        )
    found = rows.execute(locking, parameters)
    if found:
        among, ids = rows.among("channel_id", [channel_id for _, channel_id, *_ in found])
        rows.execute(f"{leave} {among}", ids)
    return found


def _due(transports: list[str]) -> tuple[str, list[Any]]:
    # Constant within the statement, so that an index may be searched for it.
    clause, parameters = rows.now(constant=True)
    marks = ", ".join(["%s"] * len(transports))
    return DUE.format(now=clause, transports=marks), [*parameters, *transports]


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


def with_more(channel_ids: Collection[int]) -> set[int]:
    """Those of these channels for which something is queued, due or not."""
    if not channel_ids:
        return set()
    source, parameters = rows.cte("asked", {"channel_id": "bigint"}, [(one,) for one in channel_ids])
    found = rows.execute(
        f"""WITH {source} SELECT asked.channel_id FROM asked WHERE (
            SELECT waiting.id FROM newswire_publisher_delivery AS waiting
            WHERE waiting.channel_id = asked.channel_id AND waiting.state = 'queued'
            ORDER BY waiting.priority, waiting.event_id, waiting.round LIMIT 1) IS NOT NULL""",
        parameters,
        keep_plan=len(channel_ids) == 1,
    )
    return {channel_id for (channel_id,) in found}


def move_on(moved: list[Moved], now: datetime) -> None:
    """Writes what a claim has changed of its locked lanes."""
    if not moved:
        return
    source, parameters = rows.cte("moment", MOVED, moved)
    due_at = DUE_AT.format(after="AND waiting.next_attempt_at > %s", later="AND flying.leased_until > %s")
    rows.execute(
        f"""WITH {source}
        UPDATE newswire_publisher_lane AS lane
        SET due_at = {due_at},
            tokens = moment.tokens, tokens_at = moment.tokens_at,
            breaker = moment.breaker, probe_at = moment.probe_at
        FROM moment WHERE lane.channel_id = moment.channel_id""",
        [*parameters, rows.value(now), rows.value(now)],
    )


def repair(now: datetime) -> int:
    """Finds lanes whose hint was lost though something is due; returns how many.

    Those with a backlog that waits for its turn are among them. One that somebody has is looked at anyway: to
    wait for it, in no order, would be a deadlock with who announces something to all of them.
    """
    queued = Delivery.objects.filter(channel=OuterRef("channel"), state=Delivery.State.QUEUED)
    # What was never tried is due, also where the database's clock was ahead, and has been set back.
    overdue = Exists(queued.filter(next_attempt_at__lte=now)) | Exists(queued.filter(attempts=0))
    forgotten = Q(due_at=None) | Q(due_at__gt=now + timedelta(minutes=1))
    goes = Q(breaker=Lane.Breaker.CLOSED) & overdue | Q(probe_at__gt=now + FURTHEST) & Exists(queued)
    free = Q(hold_until=None) | Q(hold_until__lte=now)
    lanes = Lane.objects.filter(forgotten, free, goes)
    with transaction.atomic():
        unheld = lanes.select_for_update(skip_locked=True).values("pk")
        return Lane.objects.filter(pk__in=unheld).update(due_at=now)


def wake(channel_ids: Iterable[int]) -> int:
    """Deliveries were queued for these channels: call it in the same transaction, after inserting them.

    Locks the lanes in the order of their ids, as the pumps do: another order would deadlock with them.
    Whether one is due already is read from the locked row: a claim that we waited for may just have put it
    to sleep, which the rest of the statement does not see. Returns how many lanes there are: fewer than
    channels where one was deleted meanwhile.
    """
    wanted = sorted(channel_ids)
    among, ids = rows.among("mine.channel_id", wanted)
    clause, now = rows.now()
    locked = f"""WITH locked AS MATERIALIZED (
            SELECT mine.channel_id, mine.due_at FROM newswire_publisher_lane AS mine
            WHERE {among} ORDER BY mine.channel_id {rows.locked("mine")})"""
    woken = f"""UPDATE newswire_publisher_lane AS lane SET due_at = {clause} FROM locked
        WHERE lane.channel_id = locked.channel_id AND (locked.due_at IS NULL OR locked.due_at > {clause})"""
    if connection.vendor == "postgresql":
        # Heard once this commits, by workers that stay ready (standby.py).
        counted = f"{locked}, woken AS ({woken}) SELECT count(*), {DELIVER.notify()} FROM locked"
        found = rows.execute(counted, [*ids, *now, *now], keep_plan=len(wanted) == 1)
        return int(found[0][0])
    rows.execute(f"{locked} {woken}", [*ids, *now, *now])
    return int(rows.execute(f"SELECT count(*) FROM newswire_publisher_lane AS mine WHERE {among}", ids)[0][0])
