"""Starting, pausing, resuming and cancelling. A takedown is never held up: see takedown/."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher import transports, wake
from newswire.publisher.models import Channel, Job

from .kinds import KINDS
from .plan import rate_of
from .scope import EVERYTHING, Scope

OPEN = (Job.State.RUNNING, Job.State.PAUSED)


class CannotStart(Exception):
    """The job cannot be started. `str()` says, to a person, why."""


def start(
    kind: str,
    channel: Channel,
    scope: Scope = EVERYTHING,
    actor: Any = None,
    per_minute: int | None = None,
) -> Job:
    """Starts a job; workers do it. `per_minute`: pages; None: NEWSWIRE_BACKFILL_PER_MINUTE, 0: no limit.

    Raises CannotStart where the channel was never switched on, or its kind sends nothing existing.
    """
    if channel.started_at is None:
        raise CannotStart(_("Switch %(name)s on first.") % {"name": channel.name})
    if kind == Job.Kind.BACKFILL and not transports.backfills(channel.transport):
        raise CannotStart(_("%(name)s speaks to people: it says only what is new.") % {"name": channel.name})
    if kind == Job.Kind.REPLAY:
        # What is announced while the job runs has just been sent.
        scope = replace(scope, until=scope.until or timezone.now())
    job = Job.objects.create(
        kind=kind,
        channel=channel,
        scope=scope.plain(),
        total=KINDS[kind].publications(channel, scope).count(),
        rate_per_minute=rate_of(per_minute),
        actor=actor,
    )
    wake.jobs_soon()
    return job


def pause(job: Job) -> bool:
    """No page more, until resumed. What is queued already is still sent. Was it running?"""
    return _change(job, [Job.State.RUNNING], state=Job.State.PAUSED)


def resume(job: Job) -> bool:
    """Goes on where it stood, at its rate. Was it paused?"""
    # The rate counts from the last step: hours of a pause must not become a burst.
    resumed = _change(job, [Job.State.PAUSED], state=Job.State.RUNNING, stepped_at=timezone.now())
    if resumed:
        wake.jobs_soon()
    return resumed


def cancel(job: Job) -> bool:
    """For good. What is queued already is still sent: a site that reads the feed may hold it by now."""
    return _change(job, OPEN, state=Job.State.CANCELLED, finished_at=timezone.now())


def listed(of: QuerySet[Job], last: int) -> QuerySet[Job]:
    """Those that are not over, however old, and the last; newest first."""
    latest = list(of.order_by("-pk").values_list("pk", flat=True)[:last])
    return of.filter(Q(pk__in=latest) | Q(state__in=OPEN)).order_by("-pk")


def _change(job: Job, before: Sequence[Job.State], **fields: Any) -> bool:
    # Nobody would be alarmed that a takedown is not confirmed.
    pausable = Job.objects.exclude(kind=Job.Kind.TAKEDOWN)
    changed = pausable.filter(pk=job.pk, state__in=before).update(**fields)
    job.refresh_from_db()
    return bool(changed)
