"""Raises what still disagrees when it is looked at again under the publication's lock."""

from collections.abc import Sequence

from django.db.models import F

from newswire.publisher.capture.raising import CHUNK, capture_page, raise_unheld
from newswire.publisher.models import Publication
from newswire.publisher.observed import observe

from .compare import Kind, difference
from .gently import gently


def raise_differing(page_ids: Sequence[int], kind: Kind, priority: int) -> int:
    """Raises those that still differ in this way; how many. Raises Dropped.

    The publication is locked first, unless somebody holds it, and the page is read anew without a
    lock: so an editor's publish waits for at most one such statement, and never in a circle.
    """
    raised = 0
    for start in range(0, len(page_ids), CHUNK):
        with gently():
            differing = _still_differing(page_ids[start : start + CHUNK], kind)
            pks = [each.pk for each in differing]
            raised += raise_unheld(Publication.objects.filter(pk__in=pks), priority)
    return raised


def note_place(page_ids: Sequence[int]) -> int:
    """Writes the new tree path of publications whose page was reordered; nothing is sent for it."""
    if not page_ids:
        return 0
    with gently():
        differing = _still_differing(page_ids, "place")
        observed = observe((each.page_id for each in differing), urls=False)
        for publication in differing:
            publication.tree_path = observed[publication.page_id].tree_path
        return Publication.objects.bulk_update(differing, ["tree_path"], batch_size=CHUNK)


def capture_missing(page_ids: Sequence[int], priority: int) -> int:
    """Makes the publications of pages that capture never saw, each in a transaction of its own."""
    made = 0
    for page_id in page_ids:
        with gently():
            made += capture_page(page_id, priority).raised
    return made


def _still_differing(page_ids: Sequence[int], kind: Kind) -> list[Publication]:
    unheld = Publication.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        page_id__in=page_ids, generation=F("settled")
    )
    publications = list(unheld)
    observed = observe((each.page_id for each in publications), urls=False)
    return [each for each in publications if difference(each, observed.get(each.page_id)) == kind]
