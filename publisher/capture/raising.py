"""Who may raise a generation, and how without a deadlock.

In a page's own transaction the statement may wait for the publication's row: the page's row orders
its writers. Everything else passes over rows that somebody holds, or takes them one at a time. A
statement that held one row and waited for the next would deadlock with a bulk action that took them
in another order, and PostgreSQL might end the editor's transaction instead of ours.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import swapper
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from newswire.publisher import tracing, wake
from newswire.publisher.compiled import compiled
from newswire.publisher.models import HELD, Embargo, Priority, Publication
from newswire.publisher.observed import is_live

from .upsert import upsert

# What the world sees, or will hear of because an earlier raise is not settled yet.
SEEN = Q(state__in=HELD) | Q(generation__gt=F("settled"))

CHUNK = 500  # rows that are held together


class Captured(NamedTuple):
    """What came of capturing one page."""

    raised: bool
    intended: bool  # an editor has said what this means


def capture_page(page_id: int, priority: int = Priority.FRESH) -> Captured:
    """Raises a page that is live, or is seen though it is not. One statement; other drafts make no row."""
    now = timezone.now()
    intended = upsert(_counting.sql(page_id, now), priority, now)
    raised = intended is not None
    _woken(raised)
    return Captured(raised, bool(intended))


@compiled
def _counting(page_id: int, now: datetime) -> QuerySet:
    seen = Publication.objects.filter(SEEN, page_id=OuterRef("pk"))
    # A draft counts where trusted channels get it before its time.
    ahead = Embargo.objects.filter(page_id=OuterRef("pk"), ahead=True)
    counts = is_live(now) | Exists(seen) | Exists(ahead)
    pages = _pages().filter(counts, pk=page_id, alias_of__isnull=True)
    return pages.order_by().values("pk", "live", "last_published_at")


def capture_deleted(page_id: int) -> bool:
    """Raises the publication of a page whose row is gone. One statement."""
    return bool(_woken(_raise(Publication.objects.filter(SEEN, page_id=page_id), Priority.FRESH)))


def raise_unheld(publications: QuerySet[Publication], priority: int) -> int:
    """Raises those of these publications that nobody holds at the moment, in one statement.

    For what reconcile would find by columns too: a row passed over here is raised within a minute.
    """
    with transaction.atomic():
        unheld = publications.select_for_update(skip_locked=True).order_by().values("pk")
        return _woken(_raise(Publication.objects.filter(pk__in=unheld), priority))


def touch(page_ids: Iterable[int], priority: int = Priority.FRESH) -> int:
    """Has these pages rendered and compared again: all of them, also those that somebody holds now.

    How many were raised. A page that is not live and has no publication is left out. Two statements
    for 500 pages, one more for each row that was held; call it outside a transaction, since a held
    row is waited for.
    """
    ids = sorted(set(page_ids))
    return sum(_touch(ids[start : start + CHUNK], priority) for start in range(0, len(ids), CHUNK))


def raise_anew(publication_ids: Iterable[int]) -> int:
    """Has these announced again, to whoever holds them, whatever their hash says; how many were raised.

    Each in a transaction of its own: outside of one, since a held row is waited for.
    """
    one_by_one = (Publication.objects.filter(SEEN, pk=pk) for pk in publication_ids)
    return sum(_woken(_raise(one, Priority.DEPENDENT, content_hash="")) for one in one_by_one)


def _touch(page_ids: list[int], priority: int) -> int:
    known = Publication.objects.filter(page_id__in=page_ids)
    with transaction.atomic():
        unheld = list(known.select_for_update(skip_locked=True).order_by().values_list("page_id", flat=True))
        raised = _woken(_raise(Publication.objects.filter(page_id__in=unheld), priority))
    rest = set(page_ids) - set(unheld)
    if not rest:
        return raised
    held = set(known.filter(page_id__in=rest).values_list("page_id", flat=True))
    pages = _pages().filter(is_live(timezone.now()), pk__in=rest - held)
    new = list(pages.order_by("pk").values_list("pk", flat=True))
    for page_id in sorted(held):
        raised += _woken(_raise(Publication.objects.filter(page_id=page_id), priority))
    return raised + sum(capture_page(page_id, priority).raised for page_id in new)


def _raise(publications: QuerySet[Publication], priority: int, **also: Any) -> int:
    waits_and_is_more_urgent = Q(generation__gt=F("settled"), priority__lt=priority)
    return publications.update(
        generation=F("generation") + 1,
        captured_at=timezone.now(),
        traceparent=tracing.present(),
        priority=Case(
            When(waits_and_is_more_urgent, then=F("priority")),
            default=Value(int(priority)),
            output_field=models.PositiveSmallIntegerField(),
        ),
        **also,
    )


def _woken(raised: int) -> int:
    if raised:
        wake.dispatch_soon()
    return raised


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.all()
