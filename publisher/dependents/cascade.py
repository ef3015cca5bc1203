"""What touches very many pages becomes one job, with a count, a rate and a way to cancel it.

A cancelled job raises no more pages. The rolling audit reaches those within a day, at the lowest
priority, unless they are published before.
"""

import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from newswire.publisher import conf, one_by_one, rows
from newswire.publisher.capture.raising import CHUNK, SEEN, raise_unheld, touch
from newswire.publisher.compiled import compiled
from newswire.publisher.models import Job, JobStopped, Priority, Publication

from .references import page_content_type, showing

DIFFERENCES = {"differences": True}  # the scope of a job over all that reconcile would find
OPEN = (Job.State.RUNNING, Job.State.PAUSED)


def spread(publications: QuerySet[Publication], priority: int) -> int:
    """Raises these now or, where they are very many, starts the job over all that differ. How many now.

    For publications that differ from their page in a column. `priority`: DEPENDENT for whoever holds a
    copy, BULK where a channel may want them that did not before.
    """
    total = publications.count()
    if total > conf.get().cascade_from:
        start(DIFFERENCES, total)
        return 0
    return raise_unheld(publications, priority) if total else 0


def touch_or_start(scope: dict[str, Any]) -> int:
    """Touches the pages of a scope now or, where they are very many, starts a job. How many now."""
    publications, most = _publications(scope), conf.get().cascade_from
    page_ids = list(publications.values_list("page_id", flat=True)[: most + 1])
    if len(page_ids) > most:
        start(scope, publications.count())
        return 0
    return touch(page_ids, Priority.DEPENDENT)


def start(scope: dict[str, Any], total: int) -> Job:
    """A job over this scope. One that is under way already begins again: it has passed pages by."""
    again = _open().filter(scope=scope)
    if again.update(cursor=0, done=0, total=total):
        return again[0]
    return Job.objects.create(
        kind=Job.Kind.CASCADE,
        scope=scope,
        total=total,
        rate_per_minute=conf.get().cascade_per_minute,
    )


def differences_left_above() -> int | None:
    """The page id above which pages that differ in a column are a job's: one that is under way, or was
    cancelled within the time that the audit needs. None: no such job."""
    recently = timezone.now() - timedelta(hours=conf.get().audit_hours)
    cancelled = Q(state=Job.State.CANCELLED, created_at__gte=recently)
    jobs = Job.objects.filter(Q(state__in=OPEN) | cancelled, kind=Job.Kind.CASCADE, scope=DIFFERENCES)
    return jobs.order_by("cursor").values_list("cursor", flat=True).first()


def run(seconds: float) -> int:
    """Moves every running job on by what its rate allows; how many pages were raised."""
    deadline = time.monotonic() + seconds
    return one_by_one.total((job for job in _running() if time.monotonic() < deadline), step)


@compiled
def _running() -> QuerySet[Job]:
    return _open().filter(state=Job.State.RUNNING).order_by("pk")


def step(job: Job) -> int:
    """Raises the next pages of a job, at most what its rate allows by now; how many.

    The pages are touched first and the cursor is moved after, only from where it was: a lost worker,
    or two at a time, touch some pages twice and count none twice.
    """
    now = timezone.now()
    allowed = job.allowed(now, CHUNK)
    if not allowed:
        return 0
    pages, cursor, finished = _next(job, allowed)
    raised = sum(touch(page_ids, priority) for priority, page_ids in pages.items())
    done = sum(map(len, pages.values()))
    end = {"state": Job.State.DONE, "finished_at": now} if finished else {}
    with suppress(JobStopped):
        job.advance(cursor, done, stepped_at=job.stepped(done, now), **end)
    return raised


def _next(job: Job, limit: int) -> tuple[dict[int, list[int]], int, bool]:
    """The next page ids of a job by priority, the page id up to which that is, and whether it was all."""
    if job.scope == DIFFERENCES:
        from newswire.publisher.reconcile import compare

        return compare.next_changed(after=job.cursor, limit=limit)
    ahead = _publications(job.scope).filter(page_id__gt=job.cursor).order_by("page_id")
    page_ids = list(ahead.values_list("page_id", flat=True)[:limit])
    cursor = page_ids[-1] if page_ids else job.cursor
    return {Priority.DEPENDENT: page_ids}, cursor, len(page_ids) < limit


def _publications(scope: dict[str, Any]) -> QuerySet[Publication]:
    of = [(int(content_type_id), str(object_id)) for content_type_id, object_id in scope["targets"]]
    itself = [
        int(object_id) for content_type_id, object_id in of if content_type_id == page_content_type().pk
    ]
    follows = Q(page_id__in=showing(of)) | Q(page_id__in=rows.given(scope["page_ids"]))
    return Publication.objects.filter(SEEN, follows).exclude(page_id__in=itself).order_by()


def _open() -> QuerySet[Job]:
    return Job.objects.filter(kind=Job.Kind.CASCADE, state__in=OPEN)
