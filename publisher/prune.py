"""What is kept for a time only: attempts, calls of the publish webhook, rows of processes gone."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from . import conf, heartbeat
from .models import Attempt, TriggerCall

STEP = 5_000  # rows a statement: a long one would hold up the pumps


def prune() -> int:
    """Drops what is older than NEWSWIRE_KEEP_ATTEMPTS_DAYS; how many rows."""
    before = timezone.now() - timedelta(days=conf.get().keep_attempts_days)
    attempts = _drop(Attempt.objects.filter(started_at__lt=before))
    calls = _drop(TriggerCall.objects.filter(received_at__lt=before).exclude(state=TriggerCall.State.WAITING))
    return attempts + calls + heartbeat.forget_old()


def _drop(old: QuerySet) -> int:
    total = 0
    while keys := list(old.values_list("pk", flat=True)[:STEP]):
        total += old.model._default_manager.filter(pk__in=keys).delete()[0]
    return total
