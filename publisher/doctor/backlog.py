"""How old is the oldest thing that should have been done by now? It finds also a silent consumer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, F, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher.models import Channel, Delivery, Publication
from newswire.publisher.reports.lasting import lasting

from .findings import Finding, error, ok, warning

LATE = timedelta(minutes=1)
VERY_LATE = timedelta(minutes=10)


def examine() -> Iterator[Finding]:
    now = timezone.now()
    unsettled = Publication.objects.filter(generation__gt=F("settled"), render_error="")
    yield from _judge(
        unsettled.aggregate(count=Count("pk"), oldest=Min("captured_at")),
        now,
        _("Rendering"),
        _("Look at the worker's log; more workers help where many pages change at once."),
    )
    # By lanes: what waits for a rate, a site's cap or a site that asked us to wait needs no more workers.
    due = Delivery.objects.filter(
        state=Delivery.State.QUEUED,
        next_attempt_at__lte=now,
        channel__state=Channel.State.ACTIVE,
        channel__lane__due_at__lte=now,
    )
    yield from _judge(
        due.aggregate(count=Count("pk"), oldest=Min("channel__lane__due_at")),
        now,
        _("Sending"),
        _("Look at the worker that takes the queue newswire.deliver; start another."),
    )


def _judge(found: dict, now: datetime, what: str, what_to_do: str) -> Iterator[Finding]:
    oldest: datetime | None = found["oldest"]
    if oldest is None or now - oldest < LATE:
        yield ok(_("%(what)s: nothing waits longer than a minute.") % {"what": what})
        return
    words = ngettext(
        "%(what)s: %(count)d page waits, for %(time)s.",
        "%(what)s: %(count)d pages wait, the oldest for %(time)s.",
        found["count"],
    ) % {"what": what, "count": found["count"], "time": lasting(now - oldest)}
    yield (error if now - oldest > VERY_LATE else warning)(words, what_to_do)
