"""Metrics for Prometheus, computed from the database when asked: all processes and restarts agree.

What happened is told of the last few minutes, as gauges: a counter would have to be written with every
attempt, or begin again with each process. Labels are bounded: transports, states, and at most
NEWSWIRE_METRICS_CHANNELS channels, whatever their number.

channels.py    what waits, by channel and transport
attempts.py    what came of tries, and how long from Publish to arrival
work.py        what waits for a worker, by step
processes.py   who was seen last, the broker's queues
"""

from collections.abc import Iterator

from django.db import connection, transaction
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric

from . import attempts, channels, processes, work

SECONDS = 10  # that PostgreSQL may take over one statement of a scrape


class Collector:
    """What a registry of prometheus-client asks."""

    def collect(self) -> Iterator[Metric]:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
            found = [*channels.metrics(), *work.metrics(), *attempts.metrics()]
        yield from found
        yield from processes.metrics()


def exposition() -> bytes:
    """All metrics in Prometheus' text format. Raises what the database raises."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector())
    return generate_latest(registry)
