"""How much a channel may be sent now: its cap, its rate, its breaker, a pause it asked for."""

from datetime import datetime, timedelta
from typing import NamedTuple

from newswire.publisher.models import Channel, Lane, Priority

from .breaker import FURTHEST

ANY_PRIORITY = int(max(Priority.values))


class LockedLane(NamedTuple):
    """What claiming needs of a lane and its channel."""

    channel_id: int
    cap: int
    rate_per_minute: int | None
    tokens: float
    tokens_at: datetime | None  # null without a rate
    breaker: str
    probe_at: datetime | None
    ramp: int | None
    hold_until: datetime | None
    channel_state: str
    order: str
    succeeds: bool | None  # does nothing else, and it is noted
    is_batched: bool = False  # one batch has it for itself, however many that holds

    @property
    def is_calm(self) -> bool:
        """Another success would change nothing of it."""
        return bool(self.succeeds) and self.breaker == Lane.Breaker.CLOSED and self.ramp is None

    @property
    def is_plain(self) -> bool:
        """Only room counts here: no rate, no breaker."""
        return not self.rate_per_minute and self.breaker == Lane.Breaker.CLOSED

    @property
    def at_once(self) -> int:
        """How many may be in flight. One where none has succeeded of late: hundreds of sites that all hang
        at once, as with a hoster that is down, would else take every place that there is."""
        return min(self.cap, self.ramp or self.cap) if self.succeeds or self.is_batched else 1

    @property
    def keeps_every_version(self) -> bool:
        return self.order == Channel.Order.EVERY


class Allowance(NamedTuple):
    """What a lane may start now."""

    room: int  # how many
    max_priority: int = ANY_PRIORITY  # none less urgent than this
    probe: bool = False  # the one real delivery of a breaker, whenever it was due
    tokens: float = 0.0  # of the rate, before anything is taken
    wake_at: datetime | None = None  # when there will be more room, if by time alone


def allowance(lane: LockedLane, in_flight: int, now: datetime) -> Allowance:
    """How much may start now on a lane with so many in flight."""
    most = ANY_PRIORITY if lane.channel_state == Channel.State.ACTIVE else int(Priority.TAKEDOWN)
    if lane.hold_until is not None and lane.hold_until > now:
        return Allowance(0, tokens=lane.tokens, wake_at=lane.hold_until)
    tokens = _tokens(lane, now)
    if lane.rate_per_minute and tokens < 1:
        wait = timedelta(minutes=(1 - tokens) / lane.rate_per_minute)
        return Allowance(0, tokens=tokens, wake_at=now + wait)
    if lane.breaker != Lane.Breaker.CLOSED:
        return _through_breaker(lane, in_flight, most, tokens, now)
    room = max(0, lane.at_once - in_flight)
    return Allowance(min(room, int(tokens)) if lane.rate_per_minute else room, most, tokens=tokens)


def _through_breaker(lane: LockedLane, in_flight: int, most: int, tokens: float, now: datetime) -> Allowance:
    if in_flight:
        return Allowance(0, tokens=tokens)
    if lane.probe_at is None or lane.probe_at <= now or lane.probe_at > now + FURTHEST:
        return Allowance(1, most, probe=True, tokens=tokens)
    return Allowance(1, int(Priority.TAKEDOWN), tokens=tokens, wake_at=lane.probe_at)


def _tokens(lane: LockedLane, now: datetime) -> float:
    """The token bucket of the rate. It holds one second's worth: no minute sees much more than the rate."""
    if not lane.rate_per_minute or lane.tokens_at is None:
        return 0.0
    per_second = lane.rate_per_minute / 60
    elapsed = max(0.0, (now - lane.tokens_at).total_seconds())
    return min(max(1.0, per_second), lane.tokens + elapsed * per_second)
