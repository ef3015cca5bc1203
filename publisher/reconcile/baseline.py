"""Records the pages that were live before Newswire: unrendered, and with no word to anybody."""

import time
from collections.abc import Sequence

import swapper
from django.utils import timezone

from newswire.publisher.models import Counter, Publication
from newswire.publisher.observed import Observed, is_live, observe

from .compare import baseline_after
from .gently import gently

STEP = 500  # pages in one insert


def step(deadline: float) -> int:
    """Records pages until all are or `time.monotonic()` is past the deadline; how many. Raises Dropped."""
    recorded = 0
    while (after := baseline_after()) is not None and time.monotonic() < deadline:
        page_ids = _next_live(after)
        if page_ids:
            recorded += _record(page_ids)
        Counter.objects.filter(pk=1, baseline_after=after).update(
            baseline_after=page_ids[-1] if len(page_ids) == STEP else None
        )
    return recorded


def _next_live(after: int) -> list[int]:
    live = is_live(timezone.now())
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(live, pk__gt=after)
    return list(pages.order_by("pk").values_list("pk", flat=True)[:STEP])


def _record(page_ids: Sequence[int]) -> int:
    """Leaves alone what capture has made meanwhile: an editor has published those."""
    known = set(Publication.objects.filter(page_id__in=page_ids).values_list("page_id", flat=True))
    new = [as_before(page) for page in observe(set(page_ids) - known).values() if page.live]
    with gently():
        Publication.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def as_before(page: Observed) -> Publication:
    """The publication of a page that was live before Newswire: settled, and never announced.

    For translators it is still to be read.
    """
    return Publication(
        page_id=page.page_id,
        generation=0,
        settled=0,
        compared=-1,
        state=Publication.State.LIVE if page.public else Publication.State.GONE,
        reason="private" if page.private else "",
        title=page.title,
        url=page.url,
        url_path=page.url_path,
        tree_path=page.tree_path,
        locale_id=page.locale_id,
        lang=page.lang,
        set_key=page.set_key,
        page_type=page.page_type,
        site_fingerprint=page.site_fingerprint,
        private=page.private,
    )
