"""“Send again”: what a channel was told last, live or gone, to the channel alone."""

from django.db.models import Exists, F, OuterRef, QuerySet

from newswire.publisher import dispatch, transports
from newswire.publisher.models import Channel, Copy, Delivery, Event, Job, Publication

from .scope import Scope


def publications(channel: Channel, scope: Scope) -> QuerySet[Publication]:
    """What the channel was told of.

    In a time range: what was announced in it or confirmed in it, since a receiver that lost an hour
    has also lost what was announced before and arrived then.
    """
    told = _told(channel)
    if scope.since or scope.until:
        announced = Event.objects.filter(scope.within("at"), sequence=OuterRef("announced_sequence"))
        told = told.filter(Exists(announced) | scope.within("since"))
    return scope.narrow(Publication.objects.filter(pk__in=told.values("publication")))


def _told(channel: Channel) -> QuerySet[Copy]:
    """Of a kind that says only what is new: what it failed to say, and nothing a second time."""
    told = Copy.objects.filter(channel=channel, announced_sequence__gt=0)
    kind = transports.find(channel.transport)
    if kind is None or kind.backfills:
        return told
    if kind.supports_withdrawal:
        return told.filter(version__lt=F("announced_version"))
    return told.filter(state=Publication.State.NEW).exclude(announced_state=Publication.State.GONE)


def send(job: Job, publication_id: int) -> Delivery | None:
    """None where there is nothing to send, and the job has not moved on."""
    assert job.channel is not None
    return dispatch.send_again(job.channel, publication_id, job)
