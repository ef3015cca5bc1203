"""How channels stand now: figures that a list of two hundred of them shows without a query each."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, IntegerField, Max, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from newswire.publisher.models import HELD, LACKED_SINCE, Channel, Copy, Delivery, Payload
from newswire.publisher.profiles import Profile

from .stopped import stopped

LOOKED_AT = 100  # pages, for the largest body
MOST_BYTES = 100_000  # of a body, before a site is better sent a notice that links to it (contract)


@dataclass(frozen=True)
class Backlog:
    waiting: int
    stopped: int
    oldest: datetime | None  # since when that site has lacked something


def backlog(channel: Channel) -> Backlog:
    queued = channel.deliveries.filter(state=Delivery.State.QUEUED)
    found = queued.aggregate(waiting=Count("pk"), oldest=Min(LACKED_SINCE))
    return Backlog(found["waiting"], stopped().filter(channel=channel).count(), found["oldest"])


def with_backlogs(channels: QuerySet[Channel]) -> QuerySet[Channel]:
    """With `waiting`, `stopped` and `oldest`, each from the partial index of its state."""
    queued = Delivery.objects.filter(state=Delivery.State.QUEUED)
    return channels.annotate(
        waiting=_count(_of_each(queued)),
        stopped=_count(_of_each(stopped())),
        oldest=Subquery(_of_each(queued).annotate(one=Min(LACKED_SINCE)).values("one")),
    )


def held(channel: Channel) -> int:
    """How many pages stand on that site, as far as it has said."""
    return Copy.objects.filter(channel=channel, state__in=HELD).count()


def too_large(channel: Channel) -> int:
    """Bytes of the largest of the last bodies sent whole, where that is more than MOST_BYTES; else 0."""
    if channel.mode == Channel.Mode.THIN:
        return 0
    # By what it was announced last, which has an index; its sendings stand among those of all others.
    told = Copy.objects.filter(channel=channel).order_by("-announced_sequence")
    events = list(told.values_list("announced_sequence", flat=True)[:LOOKED_AT])
    bodies = Payload.objects.filter(event__in=events, profile=Profile.of(channel).name)
    largest = bodies.aggregate(size=Max("size"))["size"] or 0
    return largest if largest > MOST_BYTES else 0


def _count(deliveries: QuerySet) -> Coalesce:
    counted = deliveries.annotate(one=Count("pk")).values("one")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _of_each(deliveries: QuerySet) -> QuerySet:
    return deliveries.filter(channel=OuterRef("pk")).order_by().values("channel")
