"""Sendings that are over, and bodies that nobody needs any more, walked through by their events.

Needed, however old: what still waits for a site, and what a site was told last of a page, since its feed
begins with that and "Send again" repeats it. The events themselves stay.
"""

import math
import time
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from newswire.publisher import conf
from newswire.publisher.models import Attempt, Copy, Counter, Delivery, Event, Payload

from .aged import as_they_are, in_steps, is_over

EVENTS = 500  # of one step: a few hundred thousand sendings where there are very many sites
WAITING = (Delivery.State.QUEUED, Delivery.State.SENDING)


def drop(seconds: float) -> int:
    """Goes on where the last round ended, for about so long, and begins anew at the end; how many rows."""
    deadline = time.monotonic() + seconds
    total = 0
    while not is_over(deadline):
        events = _next()
        total += in_steps(_over(events), math.inf, _with_tries) + _drop_bodies(events)
        Counter.objects.update(pruned_to=events[-1] if events else 0)
        if not events:
            break
    return total


def _next() -> list[int]:
    """The sequences of the next events that are old enough, in order; none at the end of a round."""
    before = timezone.now() - timedelta(days=conf.get().keep_payloads_days)
    reached = Counter.objects.values_list("pruned_to", flat=True).first() or 0
    events = Event.objects.filter(sequence__gt=reached, at__lt=before).order_by("sequence")
    return list(events.values_list("sequence", flat=True)[:EVENTS])


def _over(events: list[int]) -> QuerySet[Delivery]:
    """Those that neither wait nor are what their channel was told last of the page."""
    told_last = Copy.objects.filter(
        publication=OuterRef("publication"), channel=OuterRef("channel"), announced_sequence=OuterRef("event")
    )
    return Delivery.objects.filter(~Exists(told_last), event__in=events).exclude(state__in=WAITING)


def _with_tries(sendings: QuerySet[Delivery]) -> int:
    return as_they_are(Attempt.objects.filter(delivery__in=sendings)) + as_they_are(sendings)


def _drop_bodies(events: list[int]) -> int:
    """Those that neither a sending nor a copy stands on.

    Deleted as they are: Django would first look for their sendings by a column without an index.
    """
    sent = Delivery.objects.filter(event=OuterRef("event"), payload=OuterRef("pk"))
    told_last = Copy.objects.filter(
        publication=OuterRef("event__publication"), announced_sequence=OuterRef("event")
    )
    unneeded = Payload.objects.filter(~Exists(sent), ~Exists(told_last), event__in=events)
    keys = list(unneeded.values_list("pk", flat=True))
    Payload.objects.filter(pk__in=keys)._raw_delete(Payload.objects.db)
    return len(keys)
