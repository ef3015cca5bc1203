"""Which parts of the tree are private, as `AbstractPage.get_view_restrictions()` has it, for many pages."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import swapper
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction

from newswire.publisher.compiled import compiled_by_key

FEW = 10  # ancestors: those of one page, mostly
Row = tuple[str, int | None, bool]  # a page's path, of which page it is an alias, has it a restriction


def restricted_among(pages: Iterable[Row]) -> frozenset[str]:
    """The tree paths of those pages and their ancestors that are private, each with its subtree.

    An alias is as private as its source. One query; one more per step of an alias chain.
    """
    rows, step = list(pages), _steplen()
    parents = {path[:-step] for path, *_ in rows}
    above = {ancestor for path in parents for ancestor in _with_ancestors(path, step)}
    found = set()
    aliases: dict[int, set[str]] = {}
    candidates = _above(*above) if len(above) <= FEW else _of(Q(path__in=above))
    for path, source, restricted in (*rows, *candidates):
        if source is not None:
            aliases.setdefault(source, set()).add(path)
        elif restricted:
            found.add(path)
    return frozenset(found | _of_aliases(aliases))


def restricted_paths() -> frozenset[str]:
    """The same of all pages. One query; where there are restrictions, one more per step of an alias chain."""
    found: dict[int, str] = {}
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    restrictions = PageViewRestriction.objects.exclude(restriction_type=BaseViewRestriction.NONE)
    private = pages.filter(pk__in=restrictions.values("page"), alias_of__isnull=True)
    while (step := dict(private.values_list("pk", "path"))).keys() - found.keys():
        found |= step
        private = pages.filter(alias_of__in=private.values("pk"))
    return frozenset(found.values())


def is_private(path: str, restricted: frozenset[str]) -> bool:
    return bool(restricted) and any(line in restricted for line in _with_ancestors(path, _steplen()))


def is_private_now(path: str) -> bool:
    """Of one page, by its own restriction or another's above it. One query, as above."""
    below = path + "0" * _steplen()
    return is_private(path, restricted_among([(below, None, False)]))


def is_restricted() -> Exists:
    """Has the page a restriction of its own?"""
    found = PageViewRestriction.objects.filter(page=OuterRef("pk"))
    return Exists(found.exclude(restriction_type=BaseViewRestriction.NONE))


@compiled_by_key
def _above(*paths: str) -> QuerySet[Any, Row]:
    return _of(Q(path__in=paths))


def _of(which: Q) -> QuerySet[Any, Row]:
    return _candidates(which).values_list("path", "alias_of_id", "restricted")


def _with_ancestors(path: str, step: int) -> Iterable[str]:
    """The tree paths of a page's ancestors, root first, and its own."""
    return (path[:end] for end in range(step, len(path) + 1, step))


def _steplen() -> int:
    return int(swapper.load_model("wagtailcore", "Page").steplen)


def _candidates(which: Q) -> QuerySet:
    return (
        swapper.load_model("wagtailcore", "Page")
        .objects.filter(which)
        .annotate(restricted=is_restricted())
        .filter(Q(restricted=True) | Q(alias_of__isnull=False))
        .order_by()
    )


def _of_aliases(aliases: dict[int, set[str]]) -> set[str]:
    """The paths of aliases (by the id of their source) whose source, or its source, is private."""
    found: set[str] = set()
    followed: defaultdict[int, set[str]] = defaultdict(set)  # a chain made by hand may end in itself
    while aliases:
        for pk, paths in aliases.items():
            followed[pk] |= paths
        further: defaultdict[int, set[str]] = defaultdict(set)
        for pk, source, restricted in _candidates(Q(pk__in=aliases)).values_list(
            "pk", "alias_of_id", "restricted"
        ):
            if source is None:
                found |= aliases[pk] if restricted else set()
            elif new := aliases[pk] - followed[source]:
                further[source] |= new
        aliases = further
    return found
