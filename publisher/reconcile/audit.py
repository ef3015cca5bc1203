"""The rolling audit: what no column shows (SQL on a body, a template) is found by rendering again.

It only raises the generation; dispatch renders, compares the hash, and mostly ends there.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from newswire.publisher import conf
from newswire.publisher.capture.raising import CHUNK, raise_unheld
from newswire.publisher.models import Priority, Publication

from .gently import gently

STEPS_A_DAY = 1440  # of reconcile; it runs twice as often, so half of its steps may fail
LEAST = 5


def step() -> int:
    """Raises the share of this step among those not compared for a day; how many. Raises Dropped.

    None while dispatch has not settled the last shares.
    """
    pace = max(LEAST, -(-announced().count() // STEPS_A_DAY))
    if Publication.objects.filter(generation__gt=F("settled"), priority=Priority.BACKFILL).count() > pace:
        return 0
    long_ago = timezone.now() - timedelta(hours=conf.get().audit_hours)
    due = announced().filter(
        Q(audited_at__lt=long_ago) | Q(audited_at__isnull=True, announced_at__lt=long_ago)
    )
    return _raise(list(due.order_by("audited_at").values_list("pk", flat=True)[:pace]))


def deep() -> Iterator[int]:
    """Raises everything that is live and was announced; yields how many after each chunk. Raises Dropped."""
    after = 0
    while pks := list(announced().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield _raise(pks)
        after = pks[-1]


def announced() -> QuerySet[Publication]:
    """What can be compared: a page recorded as live before Newswire has no hash yet."""
    return Publication.objects.filter(
        state=Publication.State.LIVE, version__gt=0, generation=F("settled")
    ).order_by()


def _raise(pks: list[int]) -> int:
    """Also says when, so that a page that renders the same is not due again at once."""
    if not pks:
        return 0
    with gently():
        chosen = Publication.objects.filter(pk__in=pks)
        raised = raise_unheld(chosen, Priority.BACKFILL)
        chosen.filter(generation__gt=F("settled"), priority=Priority.BACKFILL).update(
            audited_at=timezone.now()
        )
    return raised
