"""One bounded step over all running jobs, a few pages of each in turn."""

import logging
import time
from datetime import datetime, timedelta
from functools import partial

from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.utils import timezone

from newswire.publisher import dispatch, one_by_one, takedown
from newswire.publisher.models import Job, JobStopped, Publication
from newswire.publisher.render import RenderError, failure

from .kinds import KINDS
from .scope import Scope

logger = logging.getLogger(__name__)

AT_A_TURN = 25  # pages of one job before the next has its turn
# How long another worker leaves a job alone whose worker is lost. Longer than a page takes to render;
# should one take longer, `Job.advance` lets only one of the two have it.
LEASE = timedelta(seconds=30)
KEPT_FAILURES = 100
TRIES = 3  # for a page: PostgreSQL may choose us to end a deadlock


def step(seconds: float = 20.0) -> int:
    """Moves every running job on by what its rate allows; how many pages were handled.

    Fresh news goes first: what waits for dispatch is dispatched before each page. Runs in any number
    of processes at a time; a job is moved by one of them.
    """
    deadline = time.monotonic() + seconds
    takedown.watch(seconds / 4)
    total = 0
    while time.monotonic() < deadline:
        handled = one_by_one.total(_running(), partial(_turn, deadline))
        total += handled
        if not handled:
            break
    return total


def _running() -> list[int]:
    """The one that has waited longest first."""
    jobs = Job.objects.filter(state=Job.State.RUNNING, kind__in=list(KINDS))
    return list(jobs.order_by(F("stepped_at").asc(nulls_first=True), "pk").values_list("pk", flat=True))


def _turn(deadline: float, job_id: int) -> int:
    """One that raises keeps its lease: others have their turn before it is tried again."""
    job = _taken(job_id)
    if job is None:
        return 0
    now = timezone.now()
    try:
        _work(job, job.allowed(now, AT_A_TURN), deadline)
    except JobStopped:
        logger.info("job=%s was stopped or taken over", job_id)
    except dispatch.Busy as error:
        logger.warning("job=%s goes on later: %s", job_id, error)
    return _give_back(job, now)


def _taken(job_id: int) -> Job | None:
    """The job, leased to us; None where another worker is at it, or it was stopped."""
    now = timezone.now()
    running = Job.objects.filter(pk=job_id, state=Job.State.RUNNING)
    free = running.filter(leased_until=None) | running.filter(leased_until__lte=now)
    if not free.update(leased_until=now + LEASE):
        return None
    return Job.objects.select_related("channel").get(pk=job_id)


def _give_back(job: Job, began: datetime) -> int:
    """How many pages were done since it was taken. The rate counts from when the turn began."""
    row = Job.objects.filter(pk=job.pk)
    handled = sum(row.values_list("done", flat=True)) - job.done
    stepped = {"stepped_at": job.stepped(handled, began)} if handled > 0 else {}
    row.filter(leased_until=job.leased_until).update(leased_until=None, **stepped)
    return max(handled, 0)


def _work(job: Job, allowed: int, deadline: float) -> None:
    if not allowed:
        return
    assert job.channel is not None
    wanted = KINDS[job.kind].publications(job.channel, Scope.of(job.scope)).filter(pk__gt=job.cursor)
    ids = list(wanted.order_by("pk").values_list("pk", flat=True)[:allowed])
    for publication_id in ids:
        dispatch.run(max(0.0, deadline - time.monotonic()))
        if time.monotonic() >= deadline:
            return
        _handle(job, publication_id)
    if len(ids) < allowed:
        job.advance(job.cursor, 0, state=Job.State.DONE, total=F("done"), finished_at=timezone.now())


def _handle(job: Job, publication_id: int) -> None:
    """One page. One that cannot be rendered is counted with the reason, and stops nothing."""
    for left in reversed(range(TRIES)):
        try:
            _send(job, publication_id)
        except (JobStopped, dispatch.Busy):
            raise
        except RenderError as error:
            _note_failure(job, publication_id, error)
        except (OperationalError, InterfaceError) as error:
            if not connection.is_usable():
                raise
            if left:
                continue
            _note_failure(job, publication_id, failure(error))
        except Exception as error:
            logger.exception("publication=%s job=%s cannot be sent", publication_id, job.pk)
            _note_failure(job, publication_id, failure(error))
        return


def _send(job: Job, publication_id: int) -> None:
    cursor = job.cursor
    try:
        if KINDS[job.kind].send(job, publication_id) is None:
            job.advance(publication_id)
    except BaseException:
        job.cursor = cursor  # what moved it is rolled back
        raise


def _note_failure(job: Job, publication_id: int, error: RenderError) -> None:
    page_id, title = Publication.objects.values_list("page_id", "title").get(pk=publication_id)
    job.failures = [*job.failures, {"page_id": page_id, "title": title, "why": str(error)}][:KEPT_FAILURES]
    job.advance(publication_id, failed=F("failed") + 1, failures=job.failures)
