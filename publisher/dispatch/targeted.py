"""What one channel gets while nothing changed, since somebody asked.

Not to be called within a transaction: all read in a snapshot of their own, and lock the counter.
They wait for a transaction that holds the publication, before anything else is locked. A job that is
given moves its cursor in the transaction that queues; JobStopped then undoes both.
"""

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from newswire.publisher import dependents, wake
from newswire.publisher.capture import touch
from newswire.publisher.deliver import clock
from newswire.publisher.models import (
    HELD,
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

from . import select
from .announce import Announcement, write
from .match import Audience
from .plan import OUT_OF_SCOPE, differs, gone_for, live_news, live_type
from .present import Present
from .queue import delivery, queue, wake_lanes
from .run import look, process
from .sequences import taken
from .settle import is_as_read, note_what_is

TRIES = 5
# In `reason.kind`.
FIRST_SYNC = "first-sync"  # it was live before the channel
REPLAY = "replay"


class Busy(Exception):
    """The publication changes, or somebody's transaction holds it, for longer than we wait."""


def announce_to(
    channel: Channel,
    publication_id: int,
    reason: str = FIRST_SYNC,
    job: Job | None = None,
    again: bool = True,
) -> Delivery | None:
    """Sends a channel what is live now, though nothing changed.

    A channel that holds the latest version gets that event again, in the next round, or with
    `again=False` nothing; one that does not gets a new version, for it alone. None where nothing is
    sent: the page is not live or not for this channel. Raises RenderError where it cannot be
    rendered, Busy where it should be tried later.
    """
    others_told = False
    for _ in range(TRIES):
        audience = Audience.now()
        present = look(publication_id, audience, always=True)
        before = present.before
        if before.generation > before.settled:
            process(select.again(publication_id), audience)
        elif not _is_for(channel, present, audience, again):
            return None
        elif before.content_hash and differs(present) and not others_told:
            # Once: a page that renders differently each time would go to them again and again.
            others_told = bool(touch([before.page_id], Priority.DEPENDENT))
        elif (sent := _send(channel, present, reason, job)) is not None:
            return sent
    raise Busy(f"publication={publication_id}")


def send_again(channel: Channel, publication_id: int, job: Job | None = None) -> Delivery | None:
    """Sends a channel again what it was told last of a publication, live or gone, in the next round.

    A new version, for it alone, where what is live is something else. None where it was told nothing.
    Raises RenderError and Busy, as `announce_to`.
    """
    return announce_to(channel, publication_id, REPLAY, job) or _gone_again(channel, publication_id, job)


def _is_for(channel: Channel, present: Present, audience: Audience, again: bool) -> bool:
    wanted = present.is_live and audience.wants(channel, present.facets)
    return wanted and (again or not _holds(_copy(channel, present.before)))


def _gone_again(channel: Channel, publication_id: int, job: Job | None) -> Delivery | None:
    with transaction.atomic():
        publication = _locked(publication_id)
        copy = _copy(channel, publication)
        if copy is None or _holds(copy):
            return None
        if job is not None:
            job.advance(publication_id)
        news = gone_for(publication, publication.reason or OUT_OF_SCOPE, [channel], channel)
        return _again(channel, copy, job) or _announce(publication, replace(news, job=job))


def _send(channel: Channel, present: Present, reason: str, job: Job | None) -> Delivery | None:
    """None where the publication, or what it shows, has moved since it was read."""
    with transaction.atomic():
        publication = _locked(present.before.pk)
        if not is_as_read(publication, present):
            return None
        if job is not None:
            job.advance(publication.pk)
        copy = _copy(channel, publication)
        known = copy is not None and _holds(copy) and publication.content_hash
        if copy is not None and known and (again := _again(channel, copy, job)) is not None:
            return again
        news = live_news(present, live_type(present), [channel], reason, channel)
        published = publication.modified_at or present.modified
        note_what_is(publication, present)
        sent = _announce(publication, replace(news, modified_at=published, changed=(), job=job))
        if dependents.any_taken_down(news.data):
            transaction.set_rollback(True)
            return None
        publication.content_hash = news.content_hash
        publication.modified_at = published
        publication.save()
        return sent


def _again(channel: Channel, copy: Copy, job: Job | None) -> Delivery | None:
    """What the channel was told last, in its next round.

    None for bytes kept no longer, and for an event from before a restore of the database: the
    receiver may hold a higher version, which is lost to us.
    """
    counter = Counter.objects.get(pk=1)
    event = Event.objects.get(pk=copy.announced_sequence)
    profile = Profile.of(channel).name
    payload = Payload.objects.filter(event=event, profile=profile).first()
    if payload is None or event.sequence <= counter.epoch_after:
        return None
    last = Delivery.objects.filter(event=event, channel=channel).order_by("-round").first()
    if last is not None and last.state == Delivery.State.QUEUED:
        return last
    again = last.round + 1 if last else 0
    sent = delivery(event, channel, payload, counter.epoch, clock.now(), job, again)
    sent.save()
    wake_lanes([channel])
    return sent


def _announce(publication: Publication, news: Announcement) -> Delivery | None:
    """Raises the version in the row too."""
    written = write(publication, news, taken(), timezone.now())
    Publication.objects.filter(pk=publication.pk).update(version=publication.version)
    queue([written])
    return Delivery.objects.filter(event=written.event).first()


def _locked(publication_id: int) -> Publication:
    publication = Publication.objects.select_for_update().get(pk=publication_id)
    if publication.generation > publication.settled:
        wake.dispatch_soon()  # meanwhile it is passed over
    return publication


def _copy(channel: Channel, publication: Publication) -> Copy | None:
    return Copy.objects.filter(channel=channel, publication=publication).first()


def _holds(copy: Copy | None) -> bool:
    return copy is not None and copy.announced_state in HELD
