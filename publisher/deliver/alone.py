"""A channel of batches for oneself: for work on what it holds that no delivery asks for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from newswire.publisher import wake
from newswire.publisher.models import Channel, Delivery, Lane

from . import lanes

# How long nothing is sent after whoever had it was lost. Longer than a turn; a batch takes as long.
HOLD = timedelta(seconds=90)
PAUSE = 0.2  # seconds between two looks


class Taken(Exception):
    """Somebody else has had the channel all the time."""


@contextmanager
def alone(channel: Channel, patience: float = 240.0) -> Iterator[None]:
    """No batch of this channel begins meanwhile; one that is under way is waited for.

    For one turn of seconds, since takedowns wait too. `patience` in seconds. Raises Taken.
    """
    ends = time.monotonic() + patience
    while not _take(channel):
        if time.monotonic() > ends:
            raise Taken
        time.sleep(PAUSE)
    try:
        yield
    finally:
        with transaction.atomic():
            Lane.objects.filter(channel=channel).update(hold_until=None)
            lanes.wake([channel.pk])
            wake.batch_soon()


def _take(channel: Channel) -> bool:
    """Under the lock that claims take: either sees what the other did."""
    with transaction.atomic():
        lane, now = Lane.objects.select_for_update().get(channel=channel), timezone.now()
        if lane.hold_until and lane.hold_until > now:
            return False
        if Delivery.objects.filter(
            channel=channel, state=Delivery.State.SENDING, leased_until__gt=now
        ).exists():
            return False
        Lane.objects.filter(channel=channel).update(hold_until=now + HOLD)
        return True
