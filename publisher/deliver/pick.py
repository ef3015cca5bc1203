"""The SQL of a claim: which deliveries may go, taking them, and replacing what waits behind them."""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from newswire.publisher import rows

from .losses import lease


class Claimed(NamedTuple):
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
    is_followed: bool = False  # when it was taken, its lane had something else queued
    replaces: bool = False  # an older one of its publication waits behind it
    calm: bool = True  # its lane does nothing but succeed: one more success changes nothing
    lease_left: float | None = None  # seconds, where another process began it; None: a whole lease of ours


class Offer(NamedTuple):
    """What one locked lane may give."""

    channel_id: int
    room: int
    at_once: int  # with those in flight
    most: int  # no delivery less urgent than this
    due: datetime  # none that is due later
    every: bool  # each version in turn, not the newest alone


COLUMNS = (
    "id, channel_id, publication_id, event_id, payload_id, epoch, version, withdrawal, fence, attempts, "
    "priority, round"
)

# Of the delivery that an UPDATE of this table returns. Of most there is nothing else to look at.
# Not EXISTS, which has no order: PostgreSQL then takes any index by channel, and reads all that was sent.
IS_FOLLOWED = """(SELECT other.id FROM newswire_publisher_delivery AS other
    WHERE other.channel_id = newswire_publisher_delivery.channel_id AND other.state = 'queued'
    AND other.id <> newswire_publisher_delivery.id
    ORDER BY other.priority, other.event_id, other.round LIMIT 1) IS NOT NULL"""
# "Between" a page and itself, for an order that only indexes by channel and page have, see `rows.unhurried`:
# by statistics of an almost empty table PostgreSQL takes any, and reads all that is queued for each page.
REPLACES = """(SELECT older.id FROM newswire_publisher_delivery AS older
    WHERE older.channel_id = newswire_publisher_delivery.channel_id AND older.publication_id
        BETWEEN newswire_publisher_delivery.publication_id AND newswire_publisher_delivery.publication_id
    AND older.state = 'queued' AND (older.event_id, older.round)
        < (newswire_publisher_delivery.event_id, newswire_publisher_delivery.round)
    ORDER BY older.publication_id LIMIT 1) IS NOT NULL"""

# Ahead of its time it goes to receivers that may know `live` and `gone` alone: what they show, nobody but the
# withdrawal before it takes away. Read of events only where a withdrawal waits with something else.
AHEAD = """'embargoed' = (SELECT event.state FROM newswire_publisher_event AS event
                    WHERE event.sequence = {event_id})"""

# Something of its publication is under way, or waits that goes before it or makes it stale. To be negated
# as a whole: PostgreSQL makes joins of two NOT EXISTS, and reads the whole backlog for the first few.
PASSED_OVER = f"""(EXISTS (
        SELECT 1 FROM newswire_publisher_delivery AS flying
        WHERE flying.channel_id = one.channel_id AND flying.publication_id = one.publication_id
        AND flying.state = 'sending')
    OR (
        SELECT other.id FROM newswire_publisher_delivery AS other
        WHERE other.channel_id = one.channel_id
        AND other.publication_id BETWEEN one.publication_id AND one.publication_id
        AND other.state = 'queued' AND CASE
            WHEN (other.event_id, other.round) > (one.event_id, one.round)
                THEN other.withdrawal OR NOT ({{every}} OR CASE WHEN one.withdrawal
                    THEN {AHEAD.format(event_id="other.event_id")} ELSE {{false}} END)
            WHEN (other.event_id, other.round) < (one.event_id, one.round)
                THEN NOT one.withdrawal AND ({{every}} OR CASE WHEN other.withdrawal
                    THEN {AHEAD.format(event_id="one.event_id")} ELSE {{false}} END)
            ELSE {{false}} END
        ORDER BY other.publication_id LIMIT 1) IS NOT NULL)"""

# What was never tried is due, whatever the clock of the machine that queued it says.
PICK = f"""SELECT one.id FROM newswire_publisher_delivery AS one
    WHERE one.channel_id = offer.channel_id AND one.state = 'queued' AND one.priority <= {{most}}
    AND (one.next_attempt_at <= {{due}} OR one.attempts = 0) AND NOT {PASSED_OVER}
    ORDER BY {{order}} LIMIT {{limit}} {{lock}}"""

IN_ORDER = "one.priority, one.event_id, one.round"
# Another one each time: a delivery that the receiver can never digest must not keep a breaker open.
LEAST_TRIED = "one.priority, one.attempts, one.event_id, one.round"

OFFERED = {
    "channel_id": "bigint",
    "room": "int",
    "at_once": "int",
    "most": "int",
    "due": "timestamptz",
    "every": "bool",
}

REPLACING = {
    "channel_id": "bigint",
    "publication_id": "bigint",
    "event_id": "bigint",
    "round": "int",
    "withdrawal": "bool",
}


def take(offers: Sequence[Offer], order: str, now: datetime) -> list[Claimed]:
    """Claims what the lanes offer, in that order within each. The lanes must be locked."""
    if not offers:
        return []
    picked, parameters = _picked(offers, order)
    # `REPLACES` is null where nothing else of its lane is queued.
    # A state that is no constant: else PostgreSQL finds the picked by a partial index, in all that is queued.
    found = rows.execute(
        f"""WITH {picked}
        UPDATE newswire_publisher_delivery
        SET state = 'sending', fence = fence + 1, attempts = attempts + 1, leased_until = %s,
            first_attempt_at = COALESCE(first_attempt_at, %s)
        WHERE {rows.each_of("id", "picked", "id")} AND state = (SELECT 'queued') RETURNING {COLUMNS},
            NULLIF(first_attempt_at, %s), CASE WHEN {IS_FOLLOWED} THEN {REPLACES} END""",
        [*parameters, rows.value(now + lease()), rows.value(now), rows.value(now)],
        keep_plan=len(offers) == 1,
    )
    return [
        Claimed._make((*facts, first_at or now, replaces is not None, bool(replaces), True, None))
        for *facts, first_at, replaces in rows.with_times(found, 12)
    ]


def _picked(offers: Sequence[Offer], order: str) -> tuple[str, list[Any]]:
    if connection.vendor != "postgresql":
        ids = _picked_by_room(offers, order)
        return f"picked (id) AS (VALUES {', '.join(['(%s)'] * len(ids)) or '(NULL)'})", ids
    source, parameters = rows.cte("offer", OFFERED, offers)
    pick = PICK.format(
        most="offer.most",
        due="offer.due",
        every="offer.every",
        false="false",
        order=order,
        limit="""LEAST(offer.room, GREATEST(0, offer.at_once - (
            SELECT count(*) FROM newswire_publisher_delivery AS held
            WHERE held.channel_id = offer.channel_id AND held.state = 'sending')))""",
        lock=rows.skip_locked("one"),
    )
    picked = f"SELECT found.id FROM offer CROSS JOIN LATERAL ({pick}) AS found"
    return f"{source}, picked AS MATERIALIZED ({picked})", parameters


def _picked_by_room(offers: Sequence[Offer], order: str) -> list[int]:
    """The same for SQLite, which has no LATERAL, nor a LIMIT that names a column: one statement for all lanes
    with as much room."""
    flying = in_flight([offer.channel_id for offer in offers])
    alike: dict[tuple[Any, ...], list[int]] = {}
    for offer in offers:
        room = max(0, min(offer.room, offer.at_once - flying.get(offer.channel_id, 0)))
        alike.setdefault((room, offer.most, offer.due, offer.every), []).append(offer.channel_id)
    ids: list[int] = []
    for (room, most, due, every), channel_ids in alike.items():
        pick = PICK.format(most=most, due="%s", every=int(every), false="0", order=order, limit=room, lock="")
        found = rows.execute(
            f"""WITH offer (channel_id) AS MATERIALIZED (SELECT value FROM json_each(%s))
            SELECT picked.id FROM offer CROSS JOIN newswire_publisher_delivery AS picked
            WHERE picked.id IN ({pick})""",
            [json.dumps(channel_ids), rows.value(due)],
        )
        ids += [row[0] for row in found]
    return ids


def in_flight(channel_ids: Sequence[int]) -> dict[int, int]:
    """How many deliveries of each of these channels are under way; those with none are missing."""
    if not channel_ids:
        return {}
    among, parameters = rows.among("channel_id", channel_ids)
    counted = rows.execute(
        f"""SELECT channel_id, count(*) FROM newswire_publisher_delivery
        WHERE state = 'sending' AND {among} GROUP BY channel_id""",
        parameters,
    )
    return dict(counted)


def supersede(claimed: list[Claimed], now: datetime) -> None:
    """Those that wait behind a claimed one can only be stale, except where every version counts."""
    replacing = [
        (one.channel_id, one.publication_id, one.event_id, one.round, one.withdrawal)
        for one in claimed
        if one.replaces
    ]
    if not replacing:
        return
    source, parameters = rows.cte("newer", REPLACING, replacing)
    gone = rows.execute(
        f"""WITH {source} UPDATE newswire_publisher_delivery SET state = 'superseded', done_at = %s
        WHERE id IN (SELECT older.id FROM newer
            JOIN newswire_publisher_delivery AS older ON older.channel_id = newer.channel_id
                AND older.publication_id = newer.publication_id AND older.state = 'queued'
                AND (older.event_id, older.round) < (newer.event_id, newer.round)
            JOIN newswire_publisher_channel AS channel ON channel.id = newer.channel_id
            WHERE newer.withdrawal OR channel."order" = 'latest' {rows.skip_locked("older")})
        RETURNING channel_id, publication_id, COALESCE(waiting_since, created_at)""",
        [*parameters, rows.value(now)],
    )
    _inherit(claimed, gone)


def _inherit(claimed: list[Claimed], gone: Sequence[tuple[Any, ...]]) -> None:
    """Each has waited as long as the oldest that it replaces."""
    since: dict[tuple[int, int | None], Any] = {}
    for channel_id, publication_id, waited_since in gone:
        key = channel_id, publication_id
        since[key] = min(waited_since, since.get(key, waited_since))
    heirs = {one.id: since.get((one.channel_id, one.publication_id)) for one in claimed if one.replaces}
    given = [(key, waited_since) for key, waited_since in heirs.items() if waited_since is not None]
    if given:
        source, parameters = rows.cte("heir", {"id": "bigint", "since": "timestamptz"}, given)
        rows.execute(
            f"""WITH {source} UPDATE newswire_publisher_delivery SET waiting_since = heir.since
            FROM heir WHERE newswire_publisher_delivery.id = heir.id""",
            parameters,
        )
