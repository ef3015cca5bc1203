"""The rolling audit: what no column shows (SQL on a body, a template) is found by rendering again.

It only raises the generation; dispatch renders, compares the hash, and mostly ends there.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from newswire.publisher import conf
from newswire.publisher.capture.raising import CHUNK, raise_unheld
from newswire.publisher.models import Priority, Publication

from .gently import gently

# What became due at the same moment is spread over an hour, without counting what is not due.
SHARE = 20  # the part of what is due that one step raises
LEAST, MOST = 5, 20_000  # pages: that it raises at least, and that it counts at most
LOOKED_AT = Coalesce("audited_at", "announced_at")


def step() -> int:
    """Raises a part of those not compared for a day, the oldest; how many. Raises Dropped.

    None while dispatch has not settled the last shares.
    """
    due = _due()
    pace = max(LEAST, due[:MOST].count() // SHARE)
    left = Publication.objects.filter(generation__gt=F("settled"), priority=Priority.BACKFILL)
    if left[: pace + 1].count() > pace:
        return 0
    return _raise(list(due.order_by(LOOKED_AT).values_list("pk", flat=True)[:pace]))


def deep() -> Iterator[int]:
    """Raises everything that is live and was announced; yields how many after each chunk. Raises Dropped."""
    after = 0
    while pks := list(announced().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        yield _raise(pks)
        after = pks[-1]


def _due() -> QuerySet[Publication]:
    """By an index of its own: pages that were live before Newswire are no part of it."""
    long_ago = timezone.now() - timedelta(hours=conf.get().audit_hours)
    return announced().annotate(looked_at=LOOKED_AT).filter(looked_at__lt=long_ago)


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
