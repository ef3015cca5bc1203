"""Rows that nothing else stands on: attempts, calls of the publish webhook, alarms, processes gone."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from newswire.publisher import conf, heartbeat
from newswire.publisher.models import Alarm, Attempt, TriggerCall

STEP = 5_000  # rows a statement: a long one would hold up the pumps


def drop() -> int:
    """Drops what is older than NEWSWIRE_KEEP_ATTEMPTS_DAYS; how many rows."""
    before = timezone.now() - timedelta(days=conf.get().keep_attempts_days)
    attempts = in_steps(Attempt.objects.filter(started_at__lt=before))
    called = TriggerCall.objects.filter(received_at__lt=before)
    calls = in_steps(called.exclude(state=TriggerCall.State.WAITING))
    alarms = in_steps(Alarm.objects.filter(created_at__lt=before, told_at__isnull=False))
    return attempts + calls + alarms + heartbeat.forget_old()


def in_steps(old: QuerySet) -> int:
    """Deletes them by STEP rows; how many went, with what hangs on them."""
    total = 0
    while keys := list(old.values_list("pk", flat=True)[:STEP]):
        total += old.model._default_manager.filter(pk__in=keys).delete()[0]
    return total
