"""Compares publications with their pages, a window of page ids at a time. Reads only."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import swapper
from django.db.models import Count, Max, QuerySet

from newswire.publisher.models import Counter, Priority, Publication
from newswire.publisher.observed import Observed, among, observe, scope

from . import suspects

WINDOW = 20_000  # page ids at a time: nine queries, the longest of 50 ms; five more where one differs

# "state": live though its page is not, or the reverse. "missing": live and never captured.
# "scope": in another section or language, where other channels may want it. "column": live, and not as
# it was announced, to whoever holds it. "place": moved among its siblings, which nobody can see.
Kind = Literal["state", "missing", "scope", "column", "place"]

# A channel starts with what is published from now on: a new hostname must not send it all there is.
PRIORITIES: dict[Kind, int] = {"scope": Priority.BULK, "column": Priority.DEPENDENT}

COLUMNS = ("title", "url_path", "locale_id", "lang", "set_key", "site_fingerprint")
NAMES = ("page_id", "generation", "settled", "state", "reason", "tree_path", *COLUMNS)


@dataclass
class Window:
    """What differs among the page ids after one cursor and up to the next."""

    checked: int = 0  # pages
    upto: int = 0  # the last page id looked at
    last: bool = False  # nothing lies beyond
    found: dict[Kind, list[int]] = field(default_factory=lambda: {kind: [] for kind in get_args(Kind)})


def window(after: int) -> Window:
    """The next page ids after a cursor: of pages, and of publications whose page is gone."""
    recorded_to = baseline_after()
    end, last = _end(after)
    suspected, upto = suspects.first(after, end, recorded_to)
    checked = _pages_after(after).filter(pk__lte=upto).count()
    result = Window(checked=checked, upto=upto, last=last and upto == end)
    observed = observe(suspected, urls=False)
    publications = _publications(suspected)
    for page_id in suspected:
        publication, page = publications.get(page_id), observed.get(page_id)
        if publication is not None:
            kind = difference(publication, page)
        else:
            before_newswire = recorded_to is not None and page_id > recorded_to
            kind = "missing" if page is not None and page.public and not before_newswire else None
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


def difference(publication: Any, page: Observed | None) -> Kind | None:
    """How a settled publication disagrees with its page; one that is not settled is dispatch's.

    `publication`: a Publication, or a row of its NAMES.
    """
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
    if all(getattr(publication, name) == getattr(page, name) for name in COLUMNS):
        return "place" if publication.tree_path != page.tree_path else None
    return "scope" if scope(publication) != scope(page) else "column"


def next_changed(after: int, limit: int) -> tuple[dict[int, list[int]], int, bool]:
    """Page ids after the cursor that differ, by the priority to raise them with; the cursor up to which
    that is; and whether that was all."""
    changed: dict[int, int] = {}
    for each in windows(after):
        changed |= {pk: priority for kind, priority in PRIORITIES.items() for pk in each.found[kind]}
        after = each.upto
        if len(changed) > limit:
            break
    chosen = sorted(changed)[:limit]
    by_priority = {
        priority: [page_id for page_id in chosen if changed[page_id] == priority]
        for priority in PRIORITIES.values()
    }
    if len(changed) > limit:
        return by_priority, chosen[-1], False
    return by_priority, after, True


def baseline_after() -> int | None:
    """Pages above this id are still to be recorded as live before Newswire; None: all are."""
    return Counter.objects.get_or_create(pk=1)[0].baseline_after


def _end(after: int) -> tuple[int, bool]:
    """The page id up to which a window after a cursor goes, and whether nothing lies beyond."""
    known = Publication.objects.filter(page_id__gt=after).order_by("page_id").values("page_id")
    ends = [
        ids[:WINDOW].aggregate(count=Count(name), last=Max(name))
        for ids, name in ((_pages_after(after).order_by("pk").values("pk"), "pk"), (known, "page_id"))
    ]
    if full := [end["last"] for end in ends if end["count"] == WINDOW]:
        return min(full), False
    return max(end["last"] or after for end in ends), True


def _pages_after(after: int) -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.filter(pk__gt=after)


def _publications(page_ids: Collection[int]) -> dict[int, Any]:
    known = Publication.objects.filter(among("page_id", page_ids)).values_list(*NAMES, named=True)
    return {each.page_id: each for each in known}
