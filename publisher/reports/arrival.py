"""From the press of Publish to the site's answer, by channel."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from newswire.publisher.models import Channel, Delivery

from . import numbers

MOST = 50_000  # sendings that are looked at: a fraction of a second


@dataclass(frozen=True)
class Arrival:
    channel: Channel
    count: int
    p50: float | None  # seconds; None where nothing has arrived
    p95: float | None


@dataclass(frozen=True)
class Arrivals:
    rows: list[Arrival]  # in the order of the channels' names
    is_cut: bool  # there were more than MOST; these are the latest


def arrivals(period: timedelta) -> Arrivals:
    """What was published within the period and has arrived since; four queries, however many channels.

    First sendings of fresh events alone: what is sent again or in bulk waits on purpose.
    """
    channels = list(Channel.objects.order_by("name"))
    found = _arrived(timezone.now() - period)
    times: dict[int, list[float]] = defaultdict(list)
    for channel_id, begun, done in found[:MOST]:
        times[channel_id].append(max((done - begun).total_seconds(), 0.0))
    rows = [_row(channel, sorted(times[channel.pk])) for channel in channels]
    return Arrivals(rows, len(found) > MOST)


def _arrived(since: datetime) -> list[tuple[int, datetime, datetime]]:
    found = Delivery.objects.filter(
        numbers.between(since, None),
        created_at__gte=since,
        state=Delivery.State.DELIVERED,
        publication__isnull=False,
        job=None,
        round=0,
        done_at__isnull=False,
    )
    begun = Coalesce(F("event__captured_at"), F("event__at"))
    rows = found.order_by("-pk").values_list("channel_id", begun, "done_at")
    return list(rows[: MOST + 1])


def _row(channel: Channel, times: Sequence[float]) -> Arrival:
    return Arrival(channel, len(times), _share(times, 0.50), _share(times, 0.95))


def _share(times: Sequence[float], share: float) -> float | None:
    """The nearest rank of sorted times: one that really occurred."""
    return times[min(int(len(times) * share), len(times) - 1)] if times else None
