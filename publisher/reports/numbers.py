"""A period as a range of sendings' numbers: their own index is by number, and they are queued in its order.

An index by time would be one more to write with each change of each of ten million rows. Events have one.
"""

from datetime import datetime

from django.db.models import Q

from newswire.publisher.models import Delivery, Event


def between(since: datetime | None, until: datetime | None) -> Q:
    """A condition that every sending queued in the period meets, and few others: beside that of the time.

    Two short queries for each end that is given.
    """
    condition = Q()
    if since and (first := _queued_before(since)):
        condition &= Q(pk__gt=first)
    if until and (last := _queued_after(until)):
        condition &= Q(pk__lt=last)
    return condition


def _queued_before(moment: datetime) -> int | None:
    """The number of one that was queued before that moment, and not long before."""
    earlier = Event.objects.filter(at__lt=moment).order_by("-at").values_list("sequence", flat=True)
    if (event := earlier.first()) is None:
        return None
    # What was sent again or to a new site was queued later than its event.
    queued = Delivery.objects.filter(event__lte=event, created_at__lt=moment).order_by("-event")
    return queued.values_list("pk", flat=True).first()


def _queued_after(moment: datetime) -> int | None:
    later = Event.objects.filter(at__gt=moment).order_by("at").values_list("sequence", flat=True)
    if (event := later.first()) is None:
        return None
    queued = Delivery.objects.filter(event__gte=event, created_at__gt=moment).order_by("event")
    return queued.values_list("pk", flat=True).first()
