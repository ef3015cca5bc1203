"""Keeps the fingerprint of each live page level with its publication's generation.

Capture raises the generation in the transaction that changes a page. A publication whose `compared` is
behind it is read anew, so that no signal and no worker need be trusted: whatever was missed is found by
the two columns.
"""

import logging
import time
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import swapper
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from wagtail.coreutils import get_content_languages

from newswire.publisher import stopping, wake
from newswire.publisher.models import LiveText, Publication

from .units import digest, head_digest, units

logger = logging.getLogger(__name__)

AT_ONCE = 50
UNREAD = 10_000


def step(seconds: float) -> int:
    """Compares pages whose generation has moved on, for about so many seconds; how many it was.

    Shorter where the worker is told to stop.
    """
    deadline, count = time.monotonic() + seconds, 0
    seen: set[int] = set()
    while not _is_over(deadline):
        rows = _behind().exclude(page_id__in=seen).order_by("-captured_at")
        waiting = list(rows.values_list("page_id", flat=True)[:AT_ONCE])
        if not waiting:
            break
        for page_id in waiting:
            if _is_over(deadline):
                break
            seen.add(page_id)
            count += _refreshed(page_id)
    return count


def _is_over(deadline: float) -> bool:
    return time.monotonic() >= deadline or stopping.is_set()


def refresh(page_id: int) -> LiveText | None:
    """Computes one page's fingerprint from its row as it is now; None where it is no version.

    The generation is read before the page: a change in between leaves the publication behind, never
    ahead.
    """
    found = Publication.objects.filter(page_id=page_id).values_list("generation", "settled")
    generation, settled = found.first() or (0, 0)
    page = _live_page(page_id)
    with transaction.atomic():
        row = _write(_row(page), generation) if page is not None else None
        if row is None:
            _forget(page_id)
        Publication.objects.filter(pk__in=_unheld(page_id, generation)).update(compared=generation)
        if generation > settled:
            wake.dispatch_soon()  # meanwhile it is passed over
    return row


def behind(page_ids: Iterable[int]) -> set[int]:
    """Those of these pages that have changed since they were read here."""
    return set(_behind().filter(page_id__in=page_ids).values_list("page_id", flat=True))


def unread() -> int:
    """How many pages are still to be read: UNREAD, where it is as many or more."""
    return _behind()[:UNREAD].count()


def _row(page: Any) -> LiveText:
    found = units(page)
    return LiveText(
        page_id=page.pk,
        set_key=page.translation_key,
        locale_id=page.locale_id,
        digest=digest(found),
        head_digest=head_digest(found),
        first_published_at=page.first_published_at or timezone.now(),
    )


def _unheld(page_id: int, generation: int) -> QuerySet:
    """A row that somebody holds is not waited for: it stays behind, and is looked at again."""
    rows = Publication.objects.filter(page_id=page_id, compared__lt=generation)
    return rows.select_for_update(skip_locked=True).values("pk")


def _refreshed(page_id: int) -> bool:
    """A page whose own code raises holds up no other; it is tried again with the next step."""
    try:
        with transaction.atomic():
            refresh(page_id)
    except Exception:
        logger.exception("page %s cannot be compared", page_id)
        return False
    return True


def settle_source(keys: Iterable[UUID]) -> None:
    """Names the source of each set: the one chosen, else the one first published. Locks each set's rows."""
    for key in sorted(set(keys), key=str):
        with transaction.atomic():
            members = list(LiveText.objects.select_for_update().filter(set_key=key).order_by("page_id"))
            if not members:
                continue
            chosen = [one for one in members if one.is_chosen]
            first = min(chosen or members, key=lambda one: (one.first_published_at, one.page_id))
            wrong = [one.pk for one in members if one.is_source and one.pk != first.pk]
            LiveText.objects.filter(pk__in=wrong).update(is_source=False)
            if not first.is_source:
                LiveText.objects.filter(pk=first.pk).update(is_source=True)


def _behind() -> QuerySet[Publication]:
    """Where there is one language alone, not the pages that were live before Newswire."""
    behind = Publication.objects.filter(generation__gt=F("compared"))
    return behind if len(get_content_languages()) > 1 else behind.filter(generation__gt=0)


def _live_page(page_id: int) -> Any:
    pages = swapper.load_model("wagtailcore", "Page").objects
    page = pages.filter(pk=page_id, live=True, alias_of__isnull=True, depth__gt=1).first()
    return page.specific if page else None


def _write(row: LiveText, generation: int) -> LiveText:
    """In a transaction. One that read the page longer ago than another changes nothing."""
    columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields[1:]}
    known, is_new = LiveText.objects.get_or_create(page_id=row.page_id, defaults=columns)
    keys = {known.set_key, row.set_key}
    # All of both sets in one order, before any is written: two workers must not wait for each other.
    rows = LiveText.objects.select_for_update().filter(Q(set_key__in=keys) | Q(page_id=row.page_id))
    known = next(one for one in rows.order_by("page_id") if one.page_id == row.page_id)
    if Publication.objects.filter(page_id=row.page_id, compared__gt=generation).exists():
        return known
    if not is_new:
        _renew(known, row)
        known.save()
    settle_source(keys)
    known.refresh_from_db()
    return known


def _renew(known: LiveText, row: LiveText) -> None:
    if known.set_key != row.set_key:
        known.is_source = known.is_chosen = False
    if known.digest != row.digest:
        known.previous_digest, known.previous_head_digest = known.digest, known.head_digest
        known.digest, known.head_digest = row.digest, row.head_digest
        known.changed_at = timezone.now()
    known.set_key, known.locale_id = row.set_key, row.locale_id
    known.first_published_at = row.first_published_at


def _forget(page_id: int) -> None:
    """A page that is gone is the source no longer; what it said last stays with whom it was compared."""
    row = LiveText.objects.filter(page_id=page_id).first()
    if row:
        row.delete()
        settle_source([row.set_key])
