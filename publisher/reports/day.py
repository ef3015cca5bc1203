"""The last 24 hours of one channel, hour by hour."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher import conf
from newswire.publisher.charts import Chart, Series, bars
from newswire.publisher.models import LACKED_SINCE, Attempt, Channel, Delivery, Event

from .lasting import lasting

HOURS = 24
LAST = 2**63 - 1  # of any sequence
NONE = "\N{EN DASH}"
HOUR = timedelta(hours=1)
OPEN = (Delivery.State.QUEUED, Delivery.State.SENDING)
# In the order in which they are stacked. A worker that was lost says nothing of the site.
OUTCOMES = (Attempt.Outcome.DELIVERED, Attempt.Outcome.RETRY, Attempt.Outcome.PARKED, Attempt.Outcome.LOST)


def attempts(channel: Channel, now: datetime | None = None) -> Chart:
    """Tries per hour by what came of them: one query, by the index of the channel's attempts."""
    hours = _hours(now or timezone.now())
    found = Attempt.objects.filter(channel=channel, started_at__gte=hours[0])
    counted: dict[datetime, dict[str, int]] = defaultdict(dict)
    rows = found.annotate(hour=TruncHour("started_at")).values_list("hour", "outcome")
    for hour, outcome, count in rows.annotate(count=Count("pk")).order_by():
        counted[hour][outcome] = count
    values = [(hour, [counted[hour].get(one, 0) for one in OUTCOMES]) for hour in hours]
    most = max(sum(row) for _, row in values)
    return bars(
        "attempts-per-hour",
        _("Tries per hour"),
        [Series(one.value, one.label) for one in OUTCOMES],
        [(hour, row, [intcomma(one) for one in row]) for hour, row in values],
        _("at most %(count)s in an hour") % {"count": intcomma(most)},
    )


def waiting(channel: Channel, now: datetime | None = None) -> Chart:
    """How long the oldest had waited at the end of each hour: four queries, over what was open since."""
    now = now or timezone.now()
    ends = [min(hour + HOUR, now) for hour in _hours(now)]
    oldest = _oldest_at(ends, _open_since(channel, now, ends[0]))
    ages = [end - created if created else timedelta() for end, created in zip(ends, oldest, strict=True)]
    return bars(
        "oldest-waiting",
        _("How long the oldest has waited"),
        [Series("waiting", _("Age of the oldest waiting"))],
        [
            (hour, [age.total_seconds()], [lasting(age) if age else NONE])
            for hour, age in zip(_hours(now), ages, strict=True)
        ],
        _("at most %(time)s") % {"time": lasting(max(ages)) if any(ages) else NONE},
    )


def _open_since(channel: Channel, now: datetime, first: datetime) -> list[QuerySet[Delivery]]:
    """Apart, since the partial index of a state serves no other, and what is closed goes by its event.

    What was announced before the last retry, and is closed by now, is left out: it cannot have waited within
    the day, unless somebody had it sent again.
    """
    ladder = timedelta(hours=HOURS, seconds=sum(conf.get().retry_schedule))
    since = Event.objects.filter(at__gte=now - 2 * ladder).order_by("at")
    event = since.values_list("sequence", flat=True).first() or LAST
    found = Delivery.objects.filter(channel=channel)
    return [
        *(found.filter(state=state) for state in OPEN),
        found.filter(event__gte=event, done_at__gte=first),
    ]


def _oldest_at(ends: list[datetime], parts: list[QuerySet[Delivery]]) -> list[datetime | None]:
    """When what was the oldest at each of these moments was queued."""
    names = {f"h{place}": Min(LACKED_SINCE, filter=_was_open(end)) for place, end in enumerate(ends)}
    rows = [part.aggregate(**names) for part in parts]
    return [min((row[name] for row in rows if row[name]), default=None) for name in names]


def _was_open(end: datetime) -> Q:
    return Q(created_at__lte=end) & (Q(done_at=None) | Q(done_at__gt=end))


def _hours(now: datetime) -> list[datetime]:
    """The beginnings of the last 24 hours, the present one last, in the reader's time zone."""
    last = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    return [last - place * HOUR for place in reversed(range(HOURS))]
