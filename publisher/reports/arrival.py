"""From the press of Publish to the site's answer, by channel."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from newswire.publisher.models import Channel, Delivery

from . import numbers

MOST = 50_000  # sendings that are looked at: a fraction of a second
MOST_SITES = 50  # that are listed


@dataclass(frozen=True)
class Arrival:
    channel: Channel
    count: int
    p50: float | None  # seconds; None where nothing has arrived
    p95: float | None


@dataclass(frozen=True)
class Arrivals:
    rows: list[Arrival]  # in the order of the channels' names; of many, the slowest first
    is_cut: bool  # there were more than MOST; these are the latest
    is_many: bool  # there are more than MOST_SITES


def arrivals(period: timedelta, named: str = "") -> Arrivals:
    """What was published within the period and has arrived since; at most four queries.

    First sendings of fresh events alone: what is sent again or in bulk waits on purpose.
    `named`: a part of the names of the channels that are meant.
    """
    channels = Channel.objects.filter(name__icontains=named).order_by("name", "pk")
    shown = list(channels[: MOST_SITES + 1])
    found = _arrived(timezone.now() - period, channels if named else None)
    times: dict[int, list[float]] = defaultdict(list)
    for channel_id, begun, done in found[:MOST]:
        times[channel_id].append(max((done - begun).total_seconds(), 0.0))
    is_many = len(shown) > MOST_SITES
    rows = _slowest(times) if is_many else [_row(channel, times[channel.pk]) for channel in shown]
    return Arrivals(rows, len(found) > MOST, is_many)


def _slowest(times: dict[int, list[float]]) -> list[Arrival]:
    slow = sorted(times, key=lambda channel_id: -max(times[channel_id]))[:MOST_SITES]
    channels = Channel.objects.in_bulk(slow)
    return [_row(channels[number], times[number]) for number in slow if number in channels]


def _arrived(since: datetime, channels: QuerySet[Channel] | None) -> list[tuple[int, datetime, datetime]]:
    found = Delivery.objects.filter(
        numbers.between(since, None),
        created_at__gte=since,
        state=Delivery.State.DELIVERED,
        publication__isnull=False,
        job=None,
        round=0,
        done_at__isnull=False,
    )
    if channels is not None:
        found = found.filter(channel__in=channels.order_by().values("pk"))
    begun = Coalesce(F("event__captured_at"), F("event__at"))
    rows = found.order_by("-pk").values_list("channel_id", begun, "done_at")
    return list(rows[: MOST + 1])


def _row(channel: Channel, times: Sequence[float]) -> Arrival:
    times = sorted(times)
    return Arrival(channel, len(times), _share(times, 0.50), _share(times, 0.95))


def _share(times: Sequence[float], share: float) -> float | None:
    """The nearest rank of sorted times: one that really occurred."""
    return times[min(int(len(times) * share), len(times) - 1)] if times else None
