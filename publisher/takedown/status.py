"""Which sites have confirmed a takedown, since when, and for which we still wait."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from newswire.publisher import rows, transports
from newswire.publisher.models import Channel, Copy, Delivery, Event, Job, Publication
from newswire.publisher.reports.stopped import needs_somebody

WAITING = (Delivery.State.QUEUED, Delivery.State.SENDING)


@dataclass(frozen=True)
class Confirmation:
    """One site."""

    channel: Channel
    waiting: int  # language versions that it has not confirmed to be gone
    since: datetime | None  # when it confirmed the last of them; None while it waits for one
    error: str = ""  # why not, a kind of deliver/words.py; empty: not tried yet
    is_stopped: bool = False  # and it is not tried again by itself
    cannot: bool = False  # its kind of channel cannot take anything back: somebody has to ask there

    @property
    def is_confirmed(self) -> bool:
        return not self.waiting


@dataclass(frozen=True)
class Status:
    job: Job
    channels: list[Confirmation]  # those that wait first, then by name

    @property
    def waiting(self) -> list[Confirmation]:
        return [one for one in self.channels if not one.is_confirmed]

    @property
    def confirmed_copies(self) -> int:
        return self.job.total - sum(one.waiting for one in self.channels)


def status(job: Job) -> Status:
    """As the rows have it now: three queries. `job`: of take_down()."""
    withdrawn = _withdrawn(job)
    copies: dict[Channel, list[Copy]] = {}
    found = Copy.objects.filter(pk__in=rows.given(job.scope["copies"]))
    for copy in found.select_related("channel", "publication").order_by("channel__name"):
        copies.setdefault(copy.channel, []).append(copy)
    errors = _errors(job)
    confirmations = [
        _confirmation(channel, held, withdrawn, *errors.get(channel.pk, ("", "")))
        for channel, held in copies.items()
    ]
    return Status(job, sorted(confirmations, key=lambda one: one.is_confirmed))


def _withdrawn(job: Job) -> dict[int, int]:
    """The version under which each publication was withdrawn; without those not dispatched yet."""
    events = Event.objects.filter(batch=job.uuid, state=Publication.State.GONE)
    return dict(events.values_list("publication", "version"))


def _confirmation(
    channel: Channel, copies: Iterable[Copy], withdrawn: dict[int, int], error: str, state: str
) -> Confirmation:
    copies = list(copies)
    waiting = [copy for copy in copies if not _is_over(copy, withdrawn.get(copy.publication_id))]
    since = [copy.since for copy in copies if copy.since]
    return Confirmation(
        channel,
        len(waiting),
        max(since, default=None) if not waiting else None,
        error if waiting else "",
        bool(waiting) and state == Delivery.State.PARKED,
        bool(waiting) and not _can_withdraw(channel),
    )


def _is_over(copy: Copy, version: int | None) -> bool:
    """Confirmed, this version or a later one; or restored, so that nobody waits for it any more."""
    if version is None:
        return False
    restored = copy.publication.state != Publication.State.GONE and copy.publication.version > version
    return copy.version >= version or restored


def _can_withdraw(channel: Channel) -> bool:
    kind = transports.find(channel.transport)
    return kind is None or kind.supports_withdrawal


def _errors(job: Job) -> dict[int, tuple[str, str]]:
    """By channel, the last error of what is still to be sent, and its state."""
    unsent = Q(state__in=WAITING) | needs_somebody()
    sent = Delivery.objects.filter(unsent, event__batch=job.uuid).exclude(last_error="")
    last = sent.order_by("pk").values_list("channel_id", "last_error", "state")
    return {channel: (error, state) for channel, error, state in last}
