"""Rows that nothing else stands on: attempts, publish webhook's calls, alarms, uploads, processes gone."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from newswire.publisher import conf, heartbeat, stopping
from newswire.publisher.models import Alarm, Attempt, MachineJob, TriggerCall, Upload

STEP = 5_000  # rows a statement: a long one would hold up the pumps


def drop(seconds: float) -> int:
    """Drops what is older than NEWSWIRE_KEEP_ATTEMPTS_DAYS, for about so long; how many rows."""
    deadline = time.monotonic() + seconds
    before = timezone.now() - timedelta(days=conf.get().keep_attempts_days)
    attempts = in_steps(
        Attempt.objects.filter(started_at__lt=before).order_by("started_at"), deadline, as_they_are
    )
    # Not by when it came: who has asked for a time months ahead asks what became of it after that.
    calls = in_steps(TriggerCall.objects.filter(done_at__lt=before), deadline)
    alarms = in_steps(Alarm.objects.filter(created_at__lt=before, told_at__isnull=False), deadline)
    uploads = in_steps(Upload.objects.filter(created_at__lt=before), deadline)
    machine = MachineJob.objects.filter(created_at__lt=before).exclude(state=MachineJob.State.WAITING)
    uploads += in_steps(machine, deadline)
    return attempts + calls + alarms + uploads + heartbeat.forget_old()


def is_over(deadline: float) -> bool:
    """Is `time.monotonic()` past it, or the worker told to stop?"""
    return time.monotonic() > deadline or stopping.is_set()


def in_steps(old: QuerySet, deadline: float, delete: Callable[[QuerySet], int] | None = None) -> int:
    """Deletes them by STEP rows until it is over; how many went, with what hangs on them."""
    total = 0
    while not is_over(deadline) and (keys := list(old.values_list("pk", flat=True)[:STEP])):
        total += (delete or with_all)(old.model._default_manager.filter(pk__in=keys))
    return total


def with_all(rows: QuerySet) -> int:
    """Rows and what hangs on them; how many."""
    return rows.delete()[0]


def as_they_are(rows: QuerySet) -> int:
    """Rows that nothing hangs on; how many. Django would load each, for signals that do not concern them."""
    return int(rows._raw_delete(rows.db))
