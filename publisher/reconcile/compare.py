"""Compares publications with their pages, a window of page ids at a time. Reads only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import swapper

from newswire.publisher.models import Counter, Publication
from newswire.publisher.observed import Observed, observe

WINDOW = 1000  # page ids at a time: seven queries, however many of them differ

# "state": live though its page is not, or the reverse. "column": live, but not as it was announced.
# "missing": live and never captured. "place": moved among its siblings, which nobody can see.
Kind = Literal["state", "column", "missing", "place"]

COLUMNS = ("title", "url_path", "locale_id", "lang", "set_key", "site_fingerprint")


@dataclass
class Window:
    """What differs among the page ids after one cursor and up to the next."""

    checked: int = 0
    upto: int = 0  # the last page id looked at
    last: bool = False  # nothing lies beyond
    found: dict[Kind, list[int]] = field(
        default_factory=lambda: {"state": [], "column": [], "missing": [], "place": []}
    )


def window(after: int) -> Window:
    """The next page ids after a cursor: of pages, and of publications whose page is gone."""
    pages = _next_ids(
        swapper.load_model("wagtailcore", "Page").objects.values_list("pk", flat=True), "pk", after
    )
    known = _next_ids(Publication.objects.values_list("page_id", flat=True), "page_id", after)
    full = [ids[-1] for ids in (pages, known) if len(ids) == WINDOW]
    ids = sorted({pk for pk in (*pages, *known) if not full or pk <= min(full)})
    result = Window(checked=len(ids), upto=ids[-1] if ids else after, last=not full)
    observed = observe(ids, urls=False)
    publications = {each.page_id: each for each in Publication.objects.filter(page_id__in=ids)}
    recorded_to = baseline_after()
    for page_id in ids:
        publication = publications.get(page_id)
        if publication is not None:
            kind = difference(publication, observed.get(page_id))
        else:
            before_newswire = recorded_to is not None and page_id > recorded_to
            kind = "missing" if observed[page_id].public and not before_newswire else None
        if kind:
            result.found[kind].append(page_id)
    return result


def windows(after: int = 0) -> Iterator[Window]:
    """All windows from a cursor to the end."""
    while True:
        each = window(after)
        yield each
        if each.last:
            return
        after = each.upto


def difference(publication: Publication, page: Observed | None) -> Kind | None:
    """How a settled publication disagrees with its page; one that is not settled is dispatch's."""
    if publication.generation != publication.settled:
        return None
    public = page is not None and page.public
    state = publication.state
    if page is None or not public:
        held = state == Publication.State.LIVE or (state == Publication.State.EMBARGOED and page is None)
        return "state" if held else None
    if state != Publication.State.LIVE:
        # A takedown stands until somebody publishes the page again, and capture sees that.
        return None if publication.reason == "taken_down" else "state"
    if any(getattr(publication, name) != getattr(page, name) for name in COLUMNS):
        return "column"
    return "place" if publication.tree_path != page.tree_path else None


def next_changed(after: int, limit: int) -> tuple[list[int], int, bool]:
    """Page ids after the cursor that differ in a column, the cursor up to which that is, and whether
    that was all."""
    changed: list[int] = []
    for each in windows(after):
        changed += each.found["column"]
        if len(changed) > limit:
            return changed[:limit], changed[limit - 1], False
        after = each.upto
    return changed, after, True


def baseline_after() -> int | None:
    """Pages above this id are still to be recorded as live before Newswire; None: all are."""
    return Counter.objects.get_or_create(pk=1)[0].baseline_after


def _next_ids(ids: Any, name: str, after: int) -> list[int]:
    return list(ids.filter(**{f"{name}__gt": after}).order_by(name)[:WINDOW])
