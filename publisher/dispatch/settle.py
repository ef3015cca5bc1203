"""One short transaction: what was read becomes what is announced, with a version and a sequence.

Locks, in this order everywhere: publication, counter, deliveries that are replaced, copies (by channel),
lanes (by channel). Reasons:

1. The publication first, and only if nobody holds it (SKIP LOCKED): a host's long transaction holds
   the row of each page it has saved. Were the counter taken before, all announcements would wait.
2. The counter from the first announcement to the commit: a sequence is visible only after every
   smaller one, so a reader's cursor can skip none, and one that is rolled back leaves no gap.
3. Deliveries with SKIP LOCKED: what a pump is claiming just now is not waited for.
4. Lanes last. A pump that holds lanes waits for nothing, so waiting for it ends.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from newswire.publisher import dependents, writes
from newswire.publisher.compiled import compiled_by_key
from newswire.publisher.models import Copy, Publication

from .announce import Announcement, Written, write
from .match import Audience
from .plan import Plan, Told, modified_at, plan
from .present import Present, follows
from .queue import queue
from .sequences import taken

TRIES = 3


class Outcome(Enum):
    ANNOUNCED = auto()
    QUIET = auto()  # nothing to announce: nothing changed, or nobody wants it
    MOVED = auto()  # what it was read by has changed: read it again
    HELD = auto()  # somebody's transaction holds it


def settle(present: Present, audience: Audience) -> Outcome:
    """Announces what was read, unless it is out of date. Raises what the database raises three times."""
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return _settle(present, audience)
        except (IntegrityError, OperationalError):
            # A channel was deleted since the audience was read, or PostgreSQL chose us to end a deadlock.
            if not left or connection.in_atomic_block:
                raise
            audience = Audience.now()
    raise AssertionError("unreachable")


def held(publication_id: int) -> Publication | None:
    """The publication, locked until the transaction ends; None where another transaction has it."""
    return _free.first(publication_id)


@compiled_by_key
def _free(publication_id: int) -> QuerySet[Publication]:
    return Publication.objects.select_for_update(skip_locked=True).filter(pk=publication_id)


def is_as_read(publication: Publication, present: Present) -> bool:
    names = ("generation", "settled", "version")
    return all(getattr(publication, name) == getattr(present.before, name) for name in names)


def _settle(present: Present, audience: Audience) -> Outcome:
    publication = held(present.before.pk)
    if publication is None:
        return Outcome.HELD
    if not is_as_read(publication, present):
        return Outcome.MOVED
    decided = plan(present, audience, told(publication.pk))
    now = timezone.now()
    written: list[Written] = []
    was, previous_set = dict(vars(publication)), publication.set_key
    note_what_is(publication, present)
    if decided.announcements:
        sequences = taken(len(decided.announcements))
        _lock_copies(publication, decided)
        written = [write(publication, news, sequences, now) for news in decided.announcements]
        _note_announced(publication, present, now)
    _note_hash(publication, present, decided)
    publication.settled = publication.generation
    # Few differ of forty, and writing all takes a millisecond while everybody waits for the counter.
    writes.update(publication, [name for name, value in vars(publication).items() if was[name] != value])
    # Before what follows: messages go in this order after the commit.
    queue(written)
    if is_outdated(present, audience, decided.announcements, written):
        transaction.set_rollback(True)
        return Outcome.MOVED
    if audience.is_anybody:
        dependents.follow(publication, _is_news(present, publication, decided), previous_set)
    return Outcome.ANNOUNCED if decided.announcements else Outcome.QUIET


def is_outdated(
    present: Present, audience: Audience, news: Iterable[Announcement], written: Iterable[Written]
) -> bool:
    """Asked with the counter and the lanes: who takes down what this shows by itself, or changes a channel
    that gets it, after that finds what was announced here, and takes it back."""
    told = (channel for one in written for channel in one.payload_of)
    shown = (one.data for one in news if not one.is_withdrawal)
    return audience.is_outdated(told, present.facets) or any(map(dependents.any_taken_down, shown))


def _lock_copies(publication: Publication, decided: Plan) -> None:
    """Of several announcements: each writes its own in order, but one after the other's, and who sends locks
    them all by channel."""
    if len(decided.announcements) > 1 and connection.vendor == "postgresql":
        channels = {channel.pk for news in decided.announcements for channel in news.recipients}
        copies = Copy.objects.filter(publication=publication, channel__in=channels).order_by("channel_id")
        list(copies.select_for_update().values_list("pk"))


def told(publication_id: int) -> dict[int, Told]:
    """By channel."""
    return {pk: Told(*states) for pk, *states in _told(publication_id)}


@compiled_by_key
def _told(publication_id: int) -> QuerySet[Copy, tuple[Any, ...]]:
    return Copy.objects.filter(publication=publication_id).values_list("channel_id", *Told._fields)


def _is_news(present: Present, publication: Publication, decided: Plan) -> bool:
    """May pages that show this one look different now?

    Of a page that nobody was told of there is no hash to say so: it is news where an editor saved it.
    """
    before = present.before
    seen = ("content_hash", "state", "title", "url")
    differs = any(getattr(before, name) != getattr(publication, name) for name in seen)
    return differs or not (decided.is_announced or follows(before))


def note_what_is(publication: Publication, present: Present) -> None:
    """The columns that reconcile compares, and what only the rendering knows."""
    if (page := present.observed) is not None:
        for name in (
            "title",
            "url_path",
            "tree_path",
            "locale_id",
            "lang",
            "set_key",
            "page_type",
            "site_fingerprint",
            "private",
        ):
            setattr(publication, name, getattr(page, name))
        publication.url = page.url if present.is_live else publication.url
    if present.is_live:
        publication.state = present.state
    elif publication.state != Publication.State.NEW:
        publication.state = Publication.State.GONE
    publication.reason = present.reason
    publication.topics = list(present.facets.topics or ())
    publication.document_type = present.document_type
    publication.corrections = list(present.corrections)
    publication.previous_urls = list(present.previous_urls)
    if present.content is not None:
        publication.render_warnings = list(present.content.warnings)
    publication.rendering_until = publication.render_retry_at = None
    publication.render_error, publication.render_failures = "", 0


def _note_announced(publication: Publication, present: Present, now: datetime) -> None:
    publication.announced_at = now
    if present.is_live:
        publication.modified_at = modified_at(present)


def _note_hash(publication: Publication, present: Present, decided: Plan) -> None:
    """Empty where the content is not known to the world: then whoever wants it next is told."""
    if present.content is not None:
        publication.audited_at = timezone.now()
    if not decided.is_announced:
        publication.content_hash = ""
    elif present.content is not None:
        publication.content_hash = present.content.hash
    elif decided.announcements:
        publication.content_hash = decided.announcements[-1].content_hash
