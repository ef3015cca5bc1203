"""On, paused, switched off. A backlog stays whatever the state: nothing is dropped for it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from newswire.publisher import wake
from newswire.publisher.deliver import alone, breaker, clock, health, lanes
from newswire.publisher.models import Channel, Delivery, Lane
from newswire.publisher.reports.stopped import stopped
from newswire.publisher.transports.base import ErrorKind

from .outside import unfit_addresses


class CannotStart(Exception):
    """The channel cannot be switched on yet. `str()` says, to a person, what to change first."""


def start(channel: Channel) -> None:
    """Switches a channel on. It gets what is announced from its first start on.

    Raises CannotStart where its receiver is outside this machine and would be sent addresses that
    lead nowhere: the Site is still `localhost`, or the base address is not set.
    """
    if reasons := unfit_addresses(channel):
        raise CannotStart(" ".join(reasons))
    if channel.started_at is None:
        channel.started_at = timezone.now()
    _change(channel, Channel.State.ACTIVE, "")


def pause(channel: Channel, note: str = "") -> None:
    """Holds back what is queued and what will be, until resumed."""
    _change(channel, Channel.State.PAUSED, note)


def resume(channel: Channel) -> None:
    """Goes on where it stood, closing its breaker: a person says that the receiver is well again.

    So what it had asked for (`Retry-After`) holds no longer, and what waits to be tried again goes at once,
    as does what it answered 410.
    """
    with transaction.atomic():
        start(channel)
        now = clock.now()
        _make_well(channel, now)
        health.bring_forward([channel.pk], now, but=breaker.ANSWERS - {ErrorKind.THROTTLED})
        _send_what_was_refused(channel, now)


def disable(channel: Channel, note: str) -> None:
    """Switches a channel off for good, by a person or by the receiver's 410; `note` says why."""
    _change(channel, Channel.State.DISABLED, note)


def start_afresh(channel: Channel) -> None:
    """After a new address, in the same transaction: what the old one did is no fault of the new one.

    So the breaker is closed, a `Retry-After` holds no longer, and what waits to be tried again goes at once.
    On, paused or off it stays.
    """
    now = clock.now()
    _make_well(channel, now)
    health.bring_forward([channel.pk], now, but=())
    lanes.wake([channel.pk])
    wake.sending_soon([channel.transport])


def _make_well(channel: Channel, now: datetime) -> None:
    lane = Lane.objects.filter(channel=channel)
    lane.update(breaker=Lane.Breaker.CLOSED, failures=0, failing_since=None, probe_at=None)
    # A shorter pause may be that of who has the channel alone, and ends by itself.
    lane.filter(hold_until__gt=now + alone.HOLD).update(hold_until=None)


def _send_what_was_refused(channel: Channel, now: datetime) -> None:
    """By 410, where nothing newer was queued since: else that page would wait for a person for ever."""
    refused = stopped().filter(channel=channel, last_error=ErrorKind.GONE)
    locked = refused.select_for_update(skip_locked=True).values_list("pk", flat=True)
    again = Delivery.objects.filter(pk__in=list(locked), state=Delivery.State.PARKED)
    again.update(state=Delivery.State.QUEUED, next_attempt_at=now, done_at=None)


def _change(channel: Channel, state: Channel.State, note: str) -> None:
    channel.state, channel.state_note = state, note[:500]
    with transaction.atomic():
        channel.save(update_fields=["state", "state_note", "started_at"])
        if state == Channel.State.ACTIVE:
            Lane.objects.filter(channel=channel).update(due_at=timezone.now())
            wake.sending_soon([channel.transport])
