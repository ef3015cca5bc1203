"""What is not delivered yet, by channel and transport; how channels stand."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from django.db.models import Count, Min, QuerySet
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric

from newswire.publisher import certificates, conf
from newswire.publisher.models import LACKED_SINCE, Channel, Delivery, Lane
from newswire.publisher.reports.stopped import stopped

ON = Channel.State.ACTIVE


@dataclass
class Waiting:
    """What one channel has not got yet."""

    transport: str
    count: int
    oldest: datetime


def metrics() -> Iterator[Metric]:
    now, waiting = timezone.now(), _waiting()
    yield _oldest_by_transport(waiting, now)
    yield from _of_channels(waiting, now)
    yield _deliveries(waiting)
    yield from _states()
    yield GaugeMetricFamily(
        "newswire_certificates_unwell",
        "Channels whose site's certificate is not valid, or ends within two weeks.",
        value=certificates.unwell().count(),
    )


def _oldest_by_transport(waiting: dict[int, Waiting], now: datetime) -> Metric:
    ages = {transport: 0.0 for (transport,) in _on().values_list("transport").distinct()}
    for one in waiting.values():
        ages[one.transport] = max(ages.get(one.transport, 0.0), _age(one.oldest, now))
    family = GaugeMetricFamily(
        "newswire_oldest_undelivered_seconds",
        "Age of the oldest sending that a channel which is on has not got yet, for whatever reason.",
        labels=["transport"],
    )
    for transport, age in ages.items():
        family.add_metric([transport], age)
    return family


def _of_channels(waiting: dict[int, Waiting], now: datetime) -> Iterator[Metric]:
    oldest = GaugeMetricFamily(
        "newswire_channel_oldest_undelivered_seconds",
        "The same by channel: all, or where there are too many, those that have waited longest.",
        labels=["channel", "transport"],
    )
    count = GaugeMetricFamily(
        "newswire_channel_undelivered",
        "Sendings that the channel has not got yet.",
        labels=["channel", "transport"],
    )
    for pk, name, transport in _named(waiting):
        one = waiting.get(pk)
        oldest.add_metric([name, transport], _age(one.oldest, now) if one else 0.0)
        count.add_metric([name, transport], one.count if one else 0)
    yield oldest
    yield count


def _named(waiting: dict[int, Waiting]) -> list[tuple[int, str, str]]:
    """All that are on, so that series do not come and go; but no more than the setting says."""
    most = conf.get().metrics_channels
    found = list(_on().order_by("pk").values_list("pk", "name", "transport")[: most + 1])
    if len(found) <= most:
        return found
    longest = nsmallest(most, waiting, key=lambda pk: waiting[pk].oldest)
    return list(_on().filter(pk__in=longest).order_by("pk").values_list("pk", "name", "transport"))


def _deliveries(waiting: dict[int, Waiting]) -> Metric:
    family = GaugeMetricFamily(
        "newswire_sendings",
        "Sendings that wait or are under way (of channels that are on), or have stopped and need a person.",
        labels=["transport", "state"],
    )
    undelivered: Counter[str] = Counter()
    for one in waiting.values():
        undelivered[one.transport] += one.count
    needing_somebody = dict(_counted(stopped(), "channel__transport"))
    for transport in sorted({*undelivered, *needing_somebody}):
        family.add_metric([transport, "waiting"], undelivered[transport])
        family.add_metric([transport, "stopped"], needing_somebody.get(transport, 0))
    return family


def _states() -> Iterator[Metric]:
    states = GaugeMetricFamily("newswire_channels", "Channels by their state.", labels=["transport", "state"])
    for transport, state, count in _counted(Channel.objects.all(), "transport", "state"):
        states.add_metric([transport, state], count)
    failing = GaugeMetricFamily(
        "newswire_channels_failing", "Channels that are on and paused after errors.", labels=["transport"]
    )
    broken = Lane.objects.filter(channel__state=ON).exclude(breaker=Lane.Breaker.CLOSED)
    for transport, count in _counted(broken, "channel__transport"):
        failing.add_metric([transport], count)
    yield states
    yield failing


def _waiting() -> dict[int, Waiting]:
    """By channel. A query for each state: the partial index of a state serves no other."""
    found: dict[int, Waiting] = {}
    for state in (Delivery.State.QUEUED, Delivery.State.SENDING):
        of_state = Delivery.objects.filter(state=state, channel__state=ON)
        rows = of_state.values_list("channel_id", "channel__transport")
        for pk, transport, count, oldest in rows.annotate(Count("pk"), oldest=Min(LACKED_SINCE)).order_by():
            one = found.setdefault(pk, Waiting(transport, 0, oldest))
            one.count, one.oldest = one.count + count, min(one.oldest, oldest)
    return found


def _on() -> QuerySet[Channel]:
    return Channel.objects.filter(state=ON)


def _counted(rows: QuerySet, *names: str) -> list[tuple]:
    return list(rows.values_list(*names).annotate(Count("pk")).order_by(*names))


def _age(since: datetime, now: datetime) -> float:
    return max((now - since).total_seconds(), 0.0)
