"""What came of the tries of the last few minutes, and how long it took from Publish to arrival."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from prometheus_client.core import GaugeHistogramMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from newswire.publisher.models import Attempt, Priority

WINDOW = timedelta(minutes=5)  # longer than anybody's interval of scraping
EDGES = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 21600)  # seconds


def metrics() -> Iterator[Metric]:
    recent = Attempt.objects.filter(started_at__gt=timezone.now() - WINDOW)
    yield _outcomes(recent)
    yield _errors(recent)
    yield _arrival(recent)


def _outcomes(recent: QuerySet[Attempt]) -> Metric:
    family = GaugeMetricFamily(
        "newswire_attempts_5m",
        "Tries that began within the last five minutes, by what came of them.",
        labels=["transport", "outcome"],
    )
    for *labels, count in _counted(recent, "channel__transport", "outcome"):
        family.add_metric(labels, count)
    return family


def _errors(recent: QuerySet[Attempt]) -> Metric:
    family = GaugeMetricFamily(
        "newswire_attempts_failed_5m",
        "Those that failed, by the kind of error.",
        labels=["transport", "error"],
    )
    failed = recent.exclude(outcome=Attempt.Outcome.DELIVERED)
    for *labels, count in _counted(failed, "channel__transport", "error"):
        family.add_metric(labels, count)
    return family


def _arrival(recent: QuerySet[Attempt]) -> Metric:
    """First sendings of fresh news alone: what is sent again or in bulk waits on purpose."""
    family = GaugeHistogramMetricFamily(
        "newswire_publish_to_arrival_seconds",
        "From the press of Publish to the receiver's answer, of what arrived within the last five minutes.",
        labels=["transport"],
    )
    arrived = recent.filter(
        outcome=Attempt.Outcome.DELIVERED,
        delivery__job=None,
        delivery__round=0,
        delivery__publication__isnull=False,
        delivery__priority__lte=Priority.FRESH,
    )
    begun = Coalesce("delivery__event__captured_at", "delivery__event__at")
    took = ExpressionWrapper(F("delivery__done_at") - begun, output_field=DurationField())
    upto = {
        f"e{place}": Count("pk", filter=Q(took__lte=timedelta(seconds=e))) for place, e in enumerate(EDGES)
    }
    rows: QuerySet[Any] = arrived.annotate(took=took).values("channel__transport")
    for row in rows.annotate(count=Count("pk"), sum=Sum("took"), **upto).order_by():
        counts = [(str(float(edge)), row[f"e{place}"]) for place, edge in enumerate(EDGES)]
        total = row["sum"].total_seconds() if row["sum"] else 0.0
        family.add_metric([row["channel__transport"]], [*counts, ("+Inf", row["count"])], total)
    return family


def _counted(rows: QuerySet[Attempt], *names: str) -> list[tuple]:
    return list(rows.values_list(*names).annotate(Count("pk")).order_by(*names))
