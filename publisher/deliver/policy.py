"""When to try again, and when to stop: pure functions of the attempt and the settings.

1. The last try comes no earlier than the whole ladder after the first (75 h 35 min by default), so a
   weekend's outage is survived. Jitter therefore only lengthens a wait, by up to 20 %.
2. Both the ladder's steps and its time must be used up. A breaker's probes come more often than the
   ladder and must not eat it; a long `Retry-After` must not shorten the number of tries.
3. A receiver that says when to come back is believed: what it asks for, doubled each time, up to the
   ladder's step. Else one that asks for a second would wait for five minutes after the second try.
4. A refusal that only a person can mend (4xx, a redirect) is tried on the first steps alone.
5. With `latest` a newer version never waits for an older one's next try; with `every` it does:
   PASSED_OVER in pick.py.
"""

import random
from datetime import datetime, timedelta

from newswire.publisher import conf
from newswire.publisher.transports.base import ErrorKind, Outcome, Verdict

JITTER = 0.2
# Steps of the ladder for what only a person can mend.
BRIEF_STEPS = 3
# The longest `Retry-After` we obey: a receiver's typing error must not silence it for a year.
MAX_RETRY_AFTER = timedelta(hours=24)
# A lost worker is not the receiver's fault: that often at once, then by the ladder, since a delivery
# that kills its worker would otherwise kill all of them, for ever.
FREE_LOSSES = 3


def next_attempt(verdict: Verdict, attempt: int, first_at: datetime, now: datetime) -> datetime | None:
    """When to try again after attempt number `attempt`; None: never, park it."""
    if verdict.outcome not in (Outcome.RETRY, Outcome.RETRY_BRIEFLY):
        return None
    if verdict.error in (ErrorKind.STOPPED, ErrorKind.LOST):
        return now + _after_loss(attempt)
    ladder = conf.get().retry_schedule
    if verdict.outcome is Outcome.RETRY_BRIEFLY:
        ladder = ladder[:BRIEF_STEPS]
    used_up = attempt > len(ladder) and now - first_at >= timedelta(seconds=sum(ladder))
    if used_up or not ladder:
        return None
    step, asked = ladder[min(attempt, len(ladder)) - 1], asked_for(verdict)
    if asked:
        step = min(step, max(1.0, asked.total_seconds()) * 2.0 ** min(attempt - 1, 20))
    return now + max(jittered(step), asked)


def asked_for(verdict: Verdict) -> timedelta:
    """How long the receiver asked to be left alone, capped."""
    return min(timedelta(seconds=min(verdict.retry_after or 0.0, 1e9)), MAX_RETRY_AFTER)


def hold(verdict: Verdict) -> timedelta:
    """How long the whole channel is left alone: what a receiver asks for is not meant for one delivery."""
    if verdict.error is ErrorKind.THROTTLED and not verdict.retry_after:
        return timedelta(seconds=(conf.get().retry_schedule or (5.0,))[0])
    return asked_for(verdict)


def _after_loss(attempt: int) -> timedelta:
    if attempt <= FREE_LOSSES:
        return timedelta(0)
    ladder = conf.get().retry_schedule or (60.0,)
    return jittered(ladder[min(attempt - FREE_LOSSES, len(ladder)) - 1])


def jittered(seconds: float) -> timedelta:
    return timedelta(seconds=seconds * random.uniform(1, 1 + JITTER))  # noqa: S311, spreads load, hides nothing
