"""When to leave a channel alone, and how to come back: pure functions of a lane's health.

Closed: all goes. Open: the backlog stays, and one real delivery at a time asks whether the receiver is
back (a takedown need not wait for its turn). Half-open: that one is under way. After a success the
lane drains on a ramp, one more at a time per success, so that the backlog does not knock it over again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from newswire.publisher import conf
from newswire.publisher.models import Lane
from newswire.publisher.transports.base import ErrorKind, Outcome, Verdict

from .policy import JITTER, jittered

# Failures in a row, of any deliveries, that open it; the last of them must be young: one article that
# a receiver can never digest, tried again and again, must not stop the others.
OPENS_AT = 5
YOUNG = 2
# Longest wait between two probes: a receiver that is back has its backlog within that time.
LONGEST_WAIT = 600.0
# A probe that is further away was put off by a clock that has been set back since.
FURTHEST = timedelta(seconds=LONGEST_WAIT * (1 + JITTER) + 60)
# Operators are told once an incident, and not of a blip.
FAILING_AFTER = timedelta(seconds=30)
PAUSED_AFTER = timedelta(minutes=5)
FAILING_AT = 3


class Sign(Enum):
    """What a verdict says about the receiver as a whole."""

    WORKS = auto()
    REFUSES = auto()  # it is there, and does not like this one delivery, or any
    THROTTLES = auto()  # it is there, and asks for time
    FAILS = auto()
    NOTHING = auto()  # the fault was ours


REFUSALS = frozenset({ErrorKind.REJECTED, ErrorKind.TOO_LARGE, ErrorKind.ABORTED})
ANSWERS = REFUSALS | {ErrorKind.THROTTLED}
OURS = frozenset(
    {ErrorKind.SECRET, ErrorKind.PAYLOAD, ErrorKind.TRANSPORT, ErrorKind.LOST, ErrorKind.STOPPED}
)


class Health(NamedTuple):
    """The columns of a lane that the breaker reads and writes."""

    breaker: str = Lane.Breaker.CLOSED
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    probe_at: datetime | None = None
    ramp: int | None = None
    told: str = ""


def sign(verdict: Verdict) -> Sign:
    if verdict.outcome is Outcome.DELIVERED:
        return Sign.WORKS
    if verdict.error in OURS:
        return Sign.NOTHING
    if verdict.error in REFUSALS:
        return Sign.REFUSES
    return Sign.THROTTLES if verdict.error is ErrorKind.THROTTLED else Sign.FAILS


def after(health: Health, verdict: Verdict, attempt: int, cap: int, now: datetime) -> Health:
    """The health after one verdict on attempt number `attempt` of some delivery of a lane with that cap."""
    return _AFTER[sign(verdict)](health, attempt, cap, now)


def news(before: Health, health: Health, now: datetime) -> str:
    """What operators should be told now: "failing", "paused", "recovered" or nothing."""
    if health.failing_since is None:
        return "recovered" if before.told else ""
    lasted = now - health.failing_since
    if health.breaker != Lane.Breaker.CLOSED and lasted >= PAUSED_AFTER and before.told != "paused":
        return "paused"
    if health.failures >= FAILING_AT and lasted >= FAILING_AFTER and not before.told:
        return "failing"
    return ""


def _works(health: Health, attempt: int, cap: int, now: datetime) -> Health:
    if health.breaker != Lane.Breaker.CLOSED:
        ramp = 1
    elif health.ramp is None and not health.failures:
        return health
    else:
        ramp = health.ramp + 1 if health.ramp else cap
    return Health(ramp=ramp if ramp < cap else None, told=health.told)


def _answers(health: Health, attempt: int, cap: int, now: datetime) -> Health:
    """Closes a breaker, being a sign of life, and changes nothing else.

    Not what operators were told: that ends with a success, and such a site has taken nothing yet.
    """
    if health.breaker == Lane.Breaker.CLOSED:
        return health
    alive = _works(health, attempt, cap, now)
    return alive._replace(failures=FAILING_AT, failing_since=health.failing_since) if health.told else alive


def _throttles(health: Health, attempt: int, cap: int, now: datetime) -> Health:
    """The same; but operators hear of a site that asks for more time each time it had what it asked for: its
    month's quota may be used up. Counted as what is refused, so far and no further."""
    if health.breaker != Lane.Breaker.CLOSED or attempt <= YOUNG:
        return _answers(health, attempt, cap, now)
    failures = max(health.failures, FAILING_AT)
    return health._replace(failures=failures, failing_since=health.failing_since or now)


def _refuses(health: Health, attempt: int, cap: int, now: datetime) -> Health:
    """The same; but operators hear of a site that takes nothing at all. Counted so far and no further, since
    the breaker is not for it: its first failure of the network would seem the hundredth."""
    if health.breaker != Lane.Breaker.CLOSED or attempt > YOUNG:
        return _answers(health, attempt, cap, now)
    failures = max(health.failures, min(health.failures + 1, FAILING_AT))
    return health._replace(failures=failures, failing_since=health.failing_since or now)


def _fails(health: Health, attempt: int, cap: int, now: datetime) -> Health:
    if health.breaker == Lane.Breaker.OPEN:
        return health  # it was under way when the breaker opened, and says nothing new
    failures = health.failures + 1
    failing = health._replace(failures=failures, failing_since=health.failing_since or now)
    tripped = failures >= OPENS_AT and attempt <= YOUNG
    if health.breaker == Lane.Breaker.CLOSED and not tripped:
        return failing
    return failing._replace(
        breaker=Lane.Breaker.OPEN,
        probe_at=now + _wait(failures),
        ramp=None,
    )


def _nothing(health: Health, attempt: int, cap: int, now: datetime) -> Health:
    if health.breaker != Lane.Breaker.HALF_OPEN:
        return health
    return health._replace(breaker=Lane.Breaker.OPEN, probe_at=now + _wait(health.failures))


_AFTER: dict[Sign, Callable[[Health, int, int, datetime], Health]] = {
    Sign.WORKS: _works,
    Sign.REFUSES: _refuses,
    Sign.THROTTLES: _throttles,
    Sign.FAILS: _fails,
    Sign.NOTHING: _nothing,
}


def _wait(failures: int) -> timedelta:
    """The first retry's wait, doubled with each probe; shortened with the ladder by the same setting."""
    ladder = conf.get().retry_schedule or (5.0,)
    doublings = min(max(failures - OPENS_AT, 0), 20)
    seconds = min(ladder[0] * 2**doublings, LONGEST_WAIT, max(ladder))
    return jittered(seconds)
