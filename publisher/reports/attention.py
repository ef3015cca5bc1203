"""What needs somebody now: what the dashboard says, and nothing where all is well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, Q
from django.utils import timezone

from newswire.publisher.channels.permissions import may_see_channels
from newswire.publisher.models import LACKED_SINCE, Channel, Delivery, Lane, Publication

from .stopped import stopped
from .visible import may_see_reports, of_pages_of

LATE = timedelta(minutes=15)  # what waits longer, on a channel that is on, is told
MOST_NAMED = 5


@dataclass(frozen=True)
class Attention:
    failing: list[Channel]  # on, and paused after errors or failing: those named
    more_failing: int
    oldest: datetime | None  # when the oldest that waits too long was queued
    stopped: int  # sendings that need a person
    unrendered: list[Publication]  # pages that could not be made ready to be sent
    more_unrendered: int

    @property
    def is_any(self) -> bool:
        return bool(self.failing or self.oldest or self.stopped or self.unrendered)


def attention(user: Any) -> Attention | None:
    """None for who may see no reports; each sees channels and pages as far as permissions go."""
    if not may_see_reports(user):
        return None
    pages = Publication.objects.filter(of_pages_of(user), render_failures__gt=0)
    unrendered = list(pages.order_by("-captured_at")[: MOST_NAMED + 1])
    more = pages.count() - MOST_NAMED if len(unrendered) > MOST_NAMED else 0
    if not may_see_channels(user):
        return Attention([], 0, None, 0, unrendered[:MOST_NAMED], more)
    failing = _failing()
    named, more_failing = failing[:MOST_NAMED], max(len(failing) - MOST_NAMED, 0)
    return Attention(named, more_failing, _oldest(), stopped().count(), unrendered[:MOST_NAMED], more)


def _failing() -> list[Channel]:
    troubled = ~Q(lane__breaker=Lane.Breaker.CLOSED) | Q(lane__failing_since__isnull=False)
    on = Channel.objects.filter(state=Channel.State.ACTIVE).select_related("lane")
    return list(on.filter(troubled).order_by("name"))


def _oldest() -> datetime | None:
    """Of channels that are on; a paused one waits on purpose."""
    queued = Delivery.objects.filter(channel__state=Channel.State.ACTIVE, state=Delivery.State.QUEUED)
    oldest: datetime | None = queued.aggregate(oldest=Min(LACKED_SINCE))["oldest"]
    return oldest if oldest and timezone.now() - oldest > LATE else None
