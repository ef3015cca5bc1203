"""What waits for a channel and is replaced by something newer."""

from collections.abc import Iterable
from datetime import datetime

from newswire.publisher.models import Channel, Delivery, Event


def supersede(event: Event, channels: Iterable[Channel], withdrawal: bool, now: datetime) -> None:
    """Marks the older deliveries of this publication that wait for these channels as replaced.

    All of them by a withdrawal; by a live version only where the channel asked for the latest alone.
    What a pump is just claiming is passed over: it is in flight, and ours goes after it.
    """
    replaced = [one.pk for one in channels if withdrawal or one.order == Channel.Order.LATEST]
    waiting = Delivery.objects.filter(
        publication=event.publication_id,
        channel__in=replaced,
        state=Delivery.State.QUEUED,
        event__lt=event.sequence,
    )
    ids = list(waiting.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if ids:
        Delivery.objects.filter(pk__in=ids).update(state=Delivery.State.SUPERSEDED, done_at=now)
