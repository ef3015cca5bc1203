"""What waits for a worker, by step, and what the running check has found."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F, Min, QuerySet
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from newswire.publisher.models import (
    Alarm,
    Change,
    Channel,
    Counter,
    Delivery,
    Job,
    Lane,
    Publication,
    TriggerCall,
)


def metrics() -> Iterator[Metric]:
    yield from _steps()
    yield from _pages()
    yield from _counters()


def _steps() -> Iterator[Metric]:
    now = timezone.now()
    age = GaugeMetricFamily(
        "newswire_oldest_due_seconds",
        "How long the oldest that could be done now has waited for a worker. Scale on this.",
        labels=["step"],
    )
    depth = GaugeMetricFamily("newswire_queue_depth", "What is not done yet, due or not.", labels=["step"])
    for step, (count, oldest) in _queues(now).items():
        age.add_metric([step], max((now - oldest).total_seconds(), 0.0) if oldest else 0.0)
        depth.add_metric([step], count)
    yield age
    yield depth


def _queues(now: datetime) -> dict[str, tuple[int, datetime | None]]:
    """Each step's depth, and since when its oldest is due; by partial indexes that are empty mostly."""
    unsettled = Publication.objects.filter(generation__gt=F("settled"))
    calls = TriggerCall.objects.filter(state=TriggerCall.State.WAITING)
    mails = Alarm.objects.filter(told_at=None)
    return {
        "render": (
            unsettled.count(),
            unsettled.filter(render_retry_at=None).aggregate(m=Min("captured_at"))["m"],
        ),
        "send": (Delivery.objects.filter(state=Delivery.State.QUEUED).count(), _due_lane(now)),
        "follow": _due(Change.objects.all(), now),
        "trigger": _due(calls, now),
        "mail": _due(mails, now),
    }


def _due(rows: QuerySet, now: datetime) -> tuple[int, datetime | None]:
    found = rows.aggregate(count=Count("pk"), due=Min("due_at"))
    return found["count"], found["due"] if found["due"] and found["due"] <= now else None


def _due_lane(now: datetime) -> datetime | None:
    """Lanes and not sendings: what waits for a retry, a rate or a site's cap needs no more workers."""
    due = Lane.objects.filter(due_at__lte=now, channel__state=Channel.State.ACTIVE)
    oldest: datetime | None = due.aggregate(m=Min("due_at"))["m"]
    return oldest


def _pages() -> Iterator[Metric]:
    failing = Publication.objects.filter(render_failures__gt=0).count()
    yield GaugeMetricFamily("newswire_pages_failing", "Pages that cannot be rendered.", value=failing)
    jobs = GaugeMetricFamily("newswire_jobs_running", "Jobs that are not over.", labels=["kind"])
    for kind, count in (
        Job.objects.filter(state=Job.State.RUNNING).values_list("kind").annotate(Count("pk")).order_by("kind")
    ):
        jobs.add_metric([kind], count)
    yield jobs
    late = Job.objects.filter(kind=Job.Kind.TAKEDOWN, state=Job.State.RUNNING, alarmed_at__isnull=False)
    yield GaugeMetricFamily(
        "newswire_takedowns_unconfirmed",
        "Takedowns that some site has not confirmed in time.",
        value=late.count(),
    )


def _counters() -> Iterator[Metric]:
    counter = Counter.objects.filter(pk=1).first() or Counter()
    yield CounterMetricFamily(
        "newswire_events", "Events announced; jumps after a restore from backup.", value=counter.sequence
    )
    yield CounterMetricFamily(
        "newswire_drift_found",
        "Pages that the running check found different from what was announced, and capture had not seen.",
        value=counter.drift_found,
    )
