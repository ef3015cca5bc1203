"""What one channel gets or gives back while nothing changed: its filter did, or somebody asked.

Not to be called within a transaction: both read in a snapshot of their own, and lock the counter.
They wait for a transaction that holds the publication, before anything else is locked.
"""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from newswire.publisher.capture import touch
from newswire.publisher.models import (
    Channel,
    Copy,
    Counter,
    Delivery,
    Event,
    Job,
    Payload,
    Priority,
    Publication,
)
from newswire.publisher.profiles import Profile

from .announce import Announcement, delivery, write
from .match import Audience
from .plan import differs, live_type, out_of_scope, upsert
from .present import HELD, Present
from .run import look, process
from .settle import counted, is_as_read, note_what_is, wake_lanes

TRIES = 5
FIRST_SYNC = "first-sync"  # in `reason.kind`: it was live before the channel


def withdraw(channel: Channel, publication_id: int) -> Delivery | None:
    """Takes a publication back from a channel that no longer gets it: a new version, `gone`, for it alone.

    None where the channel holds nothing.
    """
    with transaction.atomic():
        publication = _locked(publication_id)
        copy = _copy(channel, publication)
        if copy is None or copy.announced_state not in HELD:
            return None
        sent = _announce(publication, out_of_scope(publication, [channel], channel))
        Publication.objects.filter(pk=publication_id).update(version=publication.version)
        return sent


def announce_to(
    channel: Channel, publication_id: int, reason: str = FIRST_SYNC, job: Job | None = None
) -> Delivery | None:
    """Sends a channel what is live now, though nothing changed.

    A channel that holds the latest version gets that event again, in the next round; one that does
    not gets a new version, for it alone. None where the page is not live or not for this channel,
    or changes faster than it can be read. Raises RenderError where it cannot be rendered.
    """
    for _ in range(TRIES):
        audience = Audience.now()
        present = look(publication_id, audience, always=True)
        before = present.before
        if before.generation > before.settled:
            process(publication_id, audience)
        elif present.is_live and before.content_hash and differs(present):
            touch([before.page_id], Priority.DEPENDENT)  # others hold what is out of date
        elif not present.is_live or not audience.wants(channel, present.facets):
            return None
        elif (sent := _send(channel, present, reason, job)) is not None:
            return sent
    return None


def _send(channel: Channel, present: Present, reason: str, job: Job | None) -> Delivery | None:
    """None where the publication has moved since it was read."""
    with transaction.atomic():
        publication = _locked(present.before.pk)
        if not is_as_read(publication, present):
            return None
        if publication.content_hash and (again := _again(channel, publication, job)) is not None:
            return again
        news = upsert(present, live_type(present), [channel], reason, channel)
        published = publication.modified_at or present.modified
        note_what_is(publication, present)
        sent = _announce(publication, replace(news, modified_at=published, changed=(), job=job))
        publication.content_hash = news.content_hash
        publication.modified_at = published
        publication.first_announced_at = publication.first_announced_at or timezone.now()
        publication.save()
        return sent


def _again(channel: Channel, publication: Publication, job: Job | None) -> Delivery | None:
    """What the channel holds, in its next round; None for nothing, or for bytes kept no longer."""
    copy = _copy(channel, publication)
    if copy is None or copy.announced_state not in HELD:
        return None
    event = Event.objects.get(pk=copy.announced_sequence)
    profile = Profile.of(channel).name
    payload = Payload.objects.filter(event=event, profile=profile, packed__isnull=False).first()
    if payload is None:
        return None
    rounds = Delivery.objects.filter(event=event, channel=channel).order_by("-round")
    last = rounds.first()
    if last is not None and last.state == Delivery.State.QUEUED:
        return last
    turn = last.round + 1 if last else 0
    epoch = Counter.objects.get(pk=1).epoch
    sent = delivery(event, channel, payload, epoch, timezone.now(), job, turn)
    sent.save()
    wake_lanes([sent])
    return sent


def _announce(publication: Publication, news: Announcement) -> Delivery | None:
    counter = counted()
    sent = write(publication, news, counter, timezone.now())
    counter.save(update_fields=["sequence"])
    wake_lanes(sent)
    return sent[0] if sent else None


def _locked(publication_id: int) -> Publication:
    return Publication.objects.select_for_update().get(pk=publication_id)


def _copy(channel: Channel, publication: Publication) -> Copy | None:
    return Copy.objects.filter(channel=channel, publication=publication).first()
