"""Gives back what a lost worker held: its lease ran out with no verdict."""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from newswire.publisher import conf, rows
from newswire.publisher.compiled import compiled
from newswire.publisher.models import Attempt, Delivery
from newswire.publisher.transports.base import ErrorKind, Outcome, Verdict

from . import clock, lanes, policy

Lost = tuple[int, int, int]  # delivery, channel, attempts

# No lease is so long, a batch's included: its end was told by a clock that has been set back since.
TOO_LONG = timedelta(minutes=10)


def lease() -> timedelta:
    """Longer than the deadline, so that a living worker records its verdict before the lease ends."""
    return timedelta(seconds=conf.get().deadline * 1.5 + 2)


def take_back() -> int:
    """Queues every delivery whose lease has ended; returns how many."""
    now = clock.now()
    if not _ended(now, now + lease() + TOO_LONG):
        return 0
    with transaction.atomic():
        lost = _queue_again(now)
        if lost:
            _note(lost, now)
            _put_off(lost, now)
            lanes.wake({channel_id for _, channel_id, _ in lost})
    return len(lost)


@compiled
def _ended(now: datetime, too_late: datetime) -> QuerySet[Delivery, tuple[int]]:
    ended = Q(leased_until__lt=now) | Q(leased_until__gt=too_late)
    return Delivery.objects.filter(ended, state=Delivery.State.SENDING).order_by().values_list("pk")[:1]


def _queue_again(now: datetime) -> list[Lost]:
    return rows.execute(
        f"""UPDATE newswire_publisher_delivery
        SET state = 'queued', leased_until = NULL, last_error = %s, last_status = NULL
        WHERE id IN (SELECT held.id FROM newswire_publisher_delivery AS held
            WHERE held.state = 'sending' AND (held.leased_until < %s OR held.leased_until > %s)
            {rows.skip_locked("held")})
        RETURNING id, channel_id, attempts""",
        [ErrorKind.LOST.value, rows.value(now), rows.value(now + lease() + TOO_LONG)],
    )


def _note(lost: list[Lost], now: datetime) -> None:
    Attempt.objects.bulk_create(
        Attempt(
            delivery_id=delivery_id,
            channel_id=channel_id,
            number=number,
            outcome=Attempt.Outcome.LOST,
            started_at=now - lease(),
            error=ErrorKind.LOST,
        )
        for delivery_id, channel_id, number in lost
    )


def _put_off(lost: list[Lost], now: datetime) -> None:
    """The first few go again at once; what seems to kill its workers waits."""
    verdict = Verdict(Outcome.RETRY, ErrorKind.LOST)
    waits = [(delivery_id, policy.next_attempt(verdict, number, now, now)) for delivery_id, _, number in lost]
    source, parameters = rows.cte("wait", {"id": "bigint", "until": "timestamptz"}, waits)
    rows.execute(
        f"""WITH {source} UPDATE newswire_publisher_delivery AS delivery SET next_attempt_at = wait.until
        FROM wait WHERE delivery.id = wait.id""",
        parameters,
    )
