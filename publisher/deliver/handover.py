"""Deliveries that need no claim: dispatch begins them, and hands them to workers in parcels. PostgreSQL only.

A claim looks for what may go next of a lane, and writes each delivery anew to say that it goes. Of a lane
with nothing queued, nothing under way, and no rate, breaker or pause to heed, that is known as it is queued.
So it is inserted as under way, with a lease, and what a worker must know of fifty of them is one row: who
deletes it has them. Only where

1. a worker stays ready: each holds READY, shared, for as long as its connection lives;
2. no earlier parcel is left: else workers are behind, and what waits belongs in the queue, in its order;
3. the lanes are locked: nobody claims of them meanwhile, and what is read of them after that holds.

A parcel that nobody takes in time goes into the queue, as does, by its lease, what a lost worker held.
"""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from newswire.publisher import conf, rows, transports, writes
from newswire.publisher.models import Delivery
from newswire.publisher.standby import DELIVER, READY

from . import clock, lanes
from .losses import lease
from .pick import Claimed

# Deliveries in a parcel, at most: a worker takes as many parcels as it has room for.
MOST = 50
# How long a parcel may be taken.
KEPT = timedelta(seconds=3)
# By when one that nobody took is back in the queue. Without such a bound in each search, by the index of
# `until`, all that a forgotten transaction keeps from being cleaned up would be read each time.
LATELY = "interval '10 seconds'"

# Waits for the lanes' locks in the order of their ids, as everybody who waits for them must.
LOCK = """SELECT extract(epoch FROM clock_timestamp())::float8, count(*), NOT pg_try_advisory_xact_lock(%s)
        AND NOT EXISTS (SELECT 1 FROM newswire_publisher_handover
            WHERE until > statement_timestamp() - {lately})
    FROM (SELECT 1 FROM newswire_publisher_lane AS mine
        WHERE {among} ORDER BY mine.channel_id {lock}) AS locked"""

# The two subqueries have an order, so that each reads the first entry of its index and no more.
GOES = """LEFT JOIN LATERAL (SELECT %s::timestamptz AS at
    FROM newswire_publisher_lane AS lane
    JOIN newswire_publisher_channel AS channel ON channel.id = lane.channel_id
    WHERE lane.channel_id = given.channel_id
    AND channel.state = 'active' AND channel.transport IN ({transports})
    AND lane.breaker = 'closed' AND lane.ramp IS NULL AND lane.rate_per_minute IS NULL
    AND (lane.hold_until IS NULL OR lane.hold_until <= clock_timestamp())
    AND (SELECT waiting.id FROM newswire_publisher_delivery AS waiting
        WHERE waiting.channel_id = given.channel_id AND waiting.state = 'queued'
        ORDER BY waiting.priority, waiting.event_id, waiting.round LIMIT 1) IS NULL
    AND (SELECT flying.id FROM newswire_publisher_delivery AS flying
        WHERE flying.channel_id = given.channel_id AND flying.state = 'sending'
        ORDER BY flying.publication_id LIMIT 1) IS NULL) AS goes ON true"""
BEGUN = {
    "state": "CASE WHEN goes.at IS NULL THEN 'queued' ELSE 'sending' END",
    "fence": "CASE WHEN goes.at IS NULL THEN 0 ELSE 1 END",
    "attempts": "CASE WHEN goes.at IS NULL THEN 0 ELSE 1 END",
    "first_attempt_at": "goes.at",
    "leased_until": "goes.at + %s",
    # The database's clock: by that of a machine that is ahead, a lane would sleep until then.
    "next_attempt_at": "clock_timestamp()",
}
QUEUED = {"state": "'queued'", "fence": "0", "attempts": "0", "next_attempt_at": "clock_timestamp()"}

HANDED = """, handed AS (
    INSERT INTO newswire_publisher_handover (payload_id, deliveries, event_id, publication_id, epoch,
        version, withdrawal, priority, begun_at, until, leased_until)
    SELECT one.payload_id, json_agg(json_build_array(one.id, one.channel_id, one.calm)),
        %s, %s, %s, %s, %s, %s, %s, %s, %s
    FROM (SELECT begun.id, begun.channel_id, begun.payload_id, {calm} AS calm,
            (row_number() OVER (PARTITION BY begun.payload_id ORDER BY begun.channel_id) - 1) / {size} AS part
        FROM begun JOIN newswire_publisher_lane AS lane ON lane.channel_id = begun.channel_id
        WHERE begun.state = 'sending') AS one
    GROUP BY one.payload_id, one.part)"""

WOKEN = """, woken AS (
    UPDATE newswire_publisher_lane AS lane SET due_at = clock_timestamp() FROM begun
    WHERE lane.channel_id = begun.channel_id AND begun.state = 'queued'
    AND (lane.due_at IS NULL OR lane.due_at > clock_timestamp()))"""

TAKE = """WITH mine AS MATERIALIZED (
    SELECT id FROM newswire_publisher_handover
    WHERE until > statement_timestamp() ORDER BY priority, id LIMIT %s::int
    FOR UPDATE SKIP LOCKED)
DELETE FROM newswire_publisher_handover AS parcel USING mine WHERE parcel.id = mine.id
RETURNING {unhurried}, parcel.deliveries, parcel.publication_id, parcel.event_id, parcel.payload_id,
    parcel.epoch, parcel.version, parcel.withdrawal, parcel.priority, parcel.begun_at,
    extract(epoch FROM parcel.leased_until - clock_timestamp())::float8"""

LATE = "FROM newswire_publisher_handover WHERE until <= statement_timestamp()"


class Locked(NamedTuple):
    """Lanes, until the transaction ends."""

    at: datetime
    lanes: int  # fewer than channels where one was deleted meanwhile
    is_awaited: bool  # may anything be handed over?


def lock(channel_ids: Collection[int]) -> Locked:
    """Before deliveries are queued for these channels: `queue` then reads what no claim changes."""
    among, ids = rows.among("mine.channel_id", sorted(channel_ids))
    sql = LOCK.format(among=among, lock=rows.locked("mine"), lately=LATELY)
    [(at, *found)] = rows.execute(sql, [READY, *ids], keep_plan=len(channel_ids) == 1)
    return Locked(clock.told(datetime.fromtimestamp(at, UTC)), *found)


def queue(template: Delivery, columns: Mapping[str, str], values: rows.Rows, locked: Locked | None) -> None:
    """Inserts as `writes.insert_alike` does, and tells who sends. Given `locked`, begins those that may.

    Only with the lanes locked, and at the end of the transaction.
    """
    if locked is None:
        _insert(template, columns, values, QUEUED)
        return
    names = transports.names_by_request()
    goes = GOES.format(transports=", ".join(["%s"] * len(names)))
    recently, since = rows.now(ago=lanes.SUCCESS_EVERY)
    handed = HANDED.format(calm=lanes.SUCCEEDS.format(recently=recently), size=_size())
    ends = [KEPT + lease()]
    parameters = [*ends, locked.at, *names, *_parcel(template, locked.at), *since]
    _insert(template, columns, values, BEGUN, goes, handed, parameters)


def _insert(
    template: Delivery,
    columns: Mapping[str, str],
    values: rows.Rows,
    begun: Mapping[str, str],
    goes: str = "",
    handed: str = "",
    parameters: Sequence[Any] = (),
) -> None:
    source, given = rows.cte("given", columns, values)
    alike = writes.alike_of(template, {*columns, *BEGUN})
    names = ", ".join((*columns, *alike, *begun))
    picked = ", ".join([*(f"given.{name}" for name in columns), *["%s"] * len(alike), *begun.values()])
    rows.execute(
        f"""WITH {source}, begun AS (
            INSERT INTO newswire_publisher_delivery ({names}) SELECT {picked} FROM given {goes}
            RETURNING id, channel_id, payload_id, state){handed}{WOKEN} SELECT {DELIVER.notify()}""",
        [*given, *alike.values(), *parameters],
        keep_plan=len(values) == 1,
    )


def _parcel(template: Delivery, at: datetime) -> list[Any]:
    return [
        template.event_id,
        template.publication_id,
        template.epoch,
        template.version,
        template.withdrawal,
        template.priority,
        at,
        at + KEPT,
        at + KEPT + lease(),
    ]


def _size() -> int:
    """So that parcels fit in where workers send few at once."""
    return max(1, min(MOST, conf.get().deliver_at_once // 4))


def take(room: int) -> list[Claimed]:
    """Deliveries to be started now, the most urgent first: as many parcels as there is `room` for, but one
    at least, or a worker that is busy all the time would leave it until it is late. [] where there is none.

    As with a claim, the commit waits for no disk: a crash of the database may undo it. What was taken is then
    handed over once more, for what is left of its three seconds, and sent twice.
    """
    if connection.vendor != "postgresql":
        return []
    sql = TAKE.format(unhurried=rows.unhurried())
    found = rows.execute(sql, [max(1, room // _size())], keep_plan=True)
    if found:
        clock.told(datetime.fromtimestamp(found[0][0], UTC))
    taken = [one for _, *parcel in found for one in _opened(*parcel)]
    return sorted(taken, key=lambda one: (one.priority, one.event_id))


def _opened(
    deliveries: str,
    publication_id: int,
    event_id: int,
    payload_id: int,
    epoch: str,
    version: int,
    withdrawal: bool,
    priority: int,
    begun_at: datetime,
    lease_left: float | None,
) -> Iterator[Claimed]:
    for key, channel_id, calm in json.loads(deliveries):
        yield Claimed(
            id=key,
            channel_id=channel_id,
            publication_id=publication_id,
            event_id=event_id,
            payload_id=payload_id,
            epoch=epoch,
            version=version,
            withdrawal=withdrawal,
            fence=1,
            attempt=1,
            priority=priority,
            round=0,
            first_at=begun_at,
            calm=bool(calm),
            lease_left=lease_left,
        )


def give_back() -> int:
    """Queues what nobody took in time; returns how many."""
    if connection.vendor != "postgresql" or not rows.execute(f"SELECT 1 {LATE} LIMIT 1", [], keep_plan=True):
        return 0
    with transaction.atomic():
        late = rows.execute(
            f"""DELETE FROM newswire_publisher_handover WHERE id IN (SELECT id {LATE} FOR UPDATE SKIP LOCKED)
            RETURNING deliveries""",
            [],
        )
        among, ids = rows.among("id", [key for (parcel,) in late for key, *_ in json.loads(parcel)])
        # No attempt was made.
        queued = rows.execute(
            f"""UPDATE newswire_publisher_delivery SET state = 'queued', leased_until = NULL,
                attempts = attempts - 1, first_attempt_at = NULL
            WHERE {among} AND state = 'sending' AND fence = 1 RETURNING channel_id""",
            ids,
        )
        if queued:
            lanes.wake({channel_id for (channel_id,) in queued})
    return len(queued)
