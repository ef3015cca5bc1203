"""Teasers that no editor chose, of pages that are taken down.

No reference names them and no content hash counts them: a page would keep such a teaser, and its
picture, until it is published again. So each publication says whom it was announced with.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import swapper
from django.db.models import Exists, OuterRef, QuerySet

from newswire.publisher.capture.raising import raise_anew
from newswire.publisher.compiled import compiled
from newswire.publisher.models import Publication
from newswire.publisher.render.fields import is_automatic

from .references import Target, page_content_type


def named_in(data: Mapping[str, Any], kept: str = "") -> str:
    """The ids of publications that `data` shows by itself, and those kept: for `Publication.automatic`."""
    return " ".join(sorted({*_ids(data), *kept.split()}))


def any_taken_down(data: Mapping[str, Any]) -> bool:
    """Is a page that `data` shows by itself taken down meanwhile? To be asked with the counter locked: whose
    takedown is announced after that finds who was announced with it.

    Where its page is live again, whoever shows it does so rightly, and would do so at each look.
    """
    uuids = {found for one in _ids(data) if (found := _uuid(one)) is not None}
    return bool(uuids) and bool(_gone(*uuids))


@compiled
def _gone(*uuids: UUID) -> QuerySet[Publication, Any]:
    live = swapper.load_model("wagtailcore", "Page").objects.filter(pk=OuterRef("page_id"), live=True)
    found = Publication.objects.filter(uuid__in=uuids, state=Publication.State.GONE, reason="taken_down")
    return found.exclude(Exists(live.order_by())).order_by().values_list("pk")


def announce_without(target: Target) -> int:
    """Has those announced again that were announced with a page that is taken down; how many.

    `target`: what was changed. Reads every publication; a takedown is rare.
    """
    content_type_id, object_id = target
    if content_type_id != page_content_type().pk:
        return 0
    gone = _taken_down.first(int(object_id))
    if gone is None:
        return 0
    showing = Publication.objects.filter(automatic__contains=str(gone.uuid)).order_by("pk")
    return raise_anew(list(showing.values_list("pk", flat=True)))


@compiled
def _taken_down(page_id: int) -> QuerySet[Publication]:
    return Publication.objects.filter(
        page_id=page_id, state=Publication.State.GONE, reason="taken_down"
    ).order_by()[:1]


def _uuid(name: str) -> UUID | None:
    """None for what a page's own code has named otherwise."""
    try:
        return UUID(name)
    except ValueError:
        return None


def _ids(value: Any) -> Iterator[str]:
    if is_automatic(value) and value.get("id"):
        yield str(value["id"])
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _ids(inner)
