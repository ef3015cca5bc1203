"""Takes deliveries from due lanes, in one short transaction: fairness, caps, rates and order at once.

1. A worker locks lanes that nobody else holds; what it takes from each is bounded by cap and rate, so
   a channel with a long backlog delays no other.
2. Per channel and publication one is in flight, and of those that wait one may go: the newest
   (`latest`) or the oldest (`every`); a withdrawal replaces whatever waits before it in both, and goes
   before what follows it under embargo. What waits for a predecessor is merely passed over: it uses no
   attempt and no delay.
3. In flight is counted from rows: where nothing but the cap counts, by the statement that takes them. A
   lease that ran out gives its delivery back, and the fence makes the lost worker's verdict void should
   it come after all.
4. While it holds a lane this transaction waits for no lock: dispatch locks deliveries first and lanes
   after, and would deadlock with it.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from newswire.publisher import transports
from newswire.publisher.models import Lane

from . import lanes, pick
from .allowance import Allowance, LockedLane, allowance
from .lanes import Moved
from .losses import lease
from .pick import Claimed, Offer

# Locks so many lanes at a time, at most: the transaction stays short.
MAX_LANES = 500


class Share(NamedTuple):
    """What a locked lane is given of this worker's room."""

    lane: LockedLane
    allowed: Allowance
    room: int

    @property
    def is_cut_short(self) -> bool:
        return self.room < self.allowed.room

    def is_used_up(self, taken: Counter[int]) -> bool:
        return taken[self.lane.channel_id] == self.room


def claim(room: int) -> list[Claimed]:
    """At most `room` deliveries, to be started now, the most urgent first. [] where nothing is due."""
    return _take(transports.names_by_request(), room, min(room, MAX_LANES))


def claim_batch(room: int) -> list[Claimed]:
    """The same of one channel that is sent batches, and has none under way."""
    return _take(transports.names_by_batch(), room, 1, alone=True)


def _take(names: list[str], room: int, limit: int, alone: bool = False) -> list[Claimed]:
    if not lanes.is_any_due(names):
        return []  # on SQLite a transaction would keep every writer out
    while True:
        with transaction.atomic():
            now, locked = lanes.lock(names, limit)
            if alone:
                locked = [lane._replace(is_batched=True) for lane in locked]
            claimed = _claim(_shares(locked, room, now, alone), now) if locked else []
        # Lanes that had nothing to give are not due any more, and must not hide those behind them.
        if claimed or len(locked) < limit:
            return claimed


def _shares(locked: list[LockedLane], room: int, now: datetime, alone: bool) -> list[Share]:
    in_flight = pick.in_flight([lane.channel_id for lane in locked if alone or not lane.is_plain])
    shares = []
    for position, lane in enumerate(locked):
        flying = in_flight.get(lane.channel_id, 0)
        # One batch under way fills its channel.
        allowed = allowance(lane, lane.cap if alone and flying else flying, now)
        # Each of the lanes still to come gets one at least.
        given = min(allowed.room, room - (len(locked) - position - 1))
        room -= given
        shares.append(Share(lane, allowed, given))
    return shares


def _claim(shares: list[Share], now: datetime) -> list[Claimed]:
    asked = [share for share in shares if share.room > 0]
    plain = [_offer(share, now) for share in asked if not share.allowed.probe]
    probes = [_offer(share, now) for share in asked if share.allowed.probe]
    claimed = pick.take(plain, pick.IN_ORDER, now) + pick.take(probes, pick.LEAST_TRIED, now)
    pick.supersede(claimed, now)
    _move_on(shares, claimed, now)
    restless = {share.lane.channel_id for share in shares if not share.lane.is_calm}
    marked = [one._replace(calm=False) if one.channel_id in restless else one for one in claimed]
    return sorted(marked, key=lambda one: (one.priority, one.event_id))


def _offer(share: Share, now: datetime) -> Offer:
    lane, allowed = share.lane, share.allowed
    due = datetime.max.replace(tzinfo=now.tzinfo) if allowed.probe else now
    return Offer(
        lane.channel_id, share.room, lane.at_once, allowed.max_priority, due, lane.keeps_every_version
    )


def _move_on(shares: list[Share], claimed: list[Claimed], now: datetime) -> None:
    taken = Counter(one.channel_id for one in claimed)
    followed = {one.channel_id for one in claimed if one.is_followed}
    cut_short = {one.lane.channel_id for one in shares if one.is_cut_short and one.is_used_up(taken)}
    wants_more = lanes.with_more(followed & cut_short)
    lanes.move_on(
        [
            _moved(share, taken, wants_more, now)
            for share in shares
            if not share.lane.is_plain
            or not taken[share.lane.channel_id]
            or share.lane.channel_id in wants_more
        ],
        now,
    )


def _moved(share: Share, taken: Counter[int], wants_more: set[int], now: datetime) -> Moved:
    lane, count = share.lane, taken[share.lane.channel_id]
    probing = share.allowed.probe and count
    tokens = share.allowed.tokens - count if lane.rate_per_minute else 0.0
    at = share.allowed.wake_at
    if lane.channel_id in wants_more:
        at = now  # this worker has no room for more
    elif lane.rate_per_minute and share.is_used_up(taken) and tokens < 1:
        at = now + timedelta(minutes=(1 - tokens) / lane.rate_per_minute)
    return Moved(
        lane.channel_id,
        at,
        tokens,
        now,
        Lane.Breaker.HALF_OPEN if probing else lane.breaker,
        now + lease() if probing else lane.probe_at,
    )
