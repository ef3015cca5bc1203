"""Who was seen last: workers, the beat, the periodic tasks; and what lies in the broker."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from newswire.publisher import broker_state
from newswire.publisher.deliver import clock
from newswire.publisher.doctor.processes import ALIVE
from newswire.publisher.models import Heartbeat

ROLES = ("worker", "beat")


def metrics() -> Iterator[Metric]:
    yield from _seen()
    yield from _broker()


def _seen() -> Iterator[Metric]:
    now = clock.about_now()
    rows = list(Heartbeat.objects.values_list("role", "name", "seen_at"))
    running = GaugeMetricFamily(
        "newswire_processes", "Processes seen within the last minute.", labels=["role"]
    )
    for role in ROLES:
        running.add_metric([role], sum(one == role and now - seen < ALIVE for one, _, seen in rows))
    ago = GaugeMetricFamily("newswire_task_seen_seconds", "Since the beat's task ran last.", labels=["task"])
    for role, name, seen in rows:
        if role == "task":
            ago.add_metric([name], max((now - seen).total_seconds(), 0.0))
    yield running
    yield ago


def _broker() -> Iterator[Metric]:
    depths = broker_state.depths()
    yield GaugeMetricFamily(
        "newswire_broker_up", "Does Celery's broker answer?", value=float(depths is not None)
    )
    messages = GaugeMetricFamily(
        "newswire_broker_messages",
        "Wake-ups in Celery's queues, which no worker has taken.",
        labels=["queue"],
    )
    for queue, count in (depths or {}).items():
        messages.add_metric([queue], count)
    yield messages
