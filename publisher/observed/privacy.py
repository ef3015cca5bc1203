"""Which parts of the tree are private, as `AbstractPage.get_view_restrictions()` has it, for many pages."""

from collections.abc import Iterable

import swapper
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import PageViewRestriction
from wagtail.models.view_restrictions import BaseViewRestriction


def restricted_among(paths: Iterable[str]) -> frozenset[str]:
    """The tree paths of those pages and their ancestors that are private, each with its subtree.

    An alias is as private as its source. One query; one more per step of an alias chain.
    """
    lines = {ancestor for path in paths for ancestor in with_ancestors(path)}
    found = set()
    aliases: dict[int, set[str]] = {}
    for path, source, restricted in _candidates(Q(path__in=lines)).values_list(
        "path", "alias_of_id", "restricted"
    ):
        if source is not None:
            aliases.setdefault(source, set()).add(path)
        elif restricted:
            found.add(path)
    return frozenset(found | _of_aliases(aliases))


def is_private(path: str, restricted: frozenset[str]) -> bool:
    return bool(restricted) and any(ancestor in restricted for ancestor in with_ancestors(path))


def with_ancestors(path: str) -> Iterable[str]:
    """The tree paths of a page's ancestors, root first, and its own."""
    step = swapper.load_model("wagtailcore", "Page").steplen
    return (path[:end] for end in range(step, len(path) + 1, step))


def _candidates(which: Q) -> QuerySet:
    restriction = PageViewRestriction.objects.filter(page=OuterRef("pk")).exclude(
        restriction_type=BaseViewRestriction.NONE
    )
    return (
        swapper.load_model("wagtailcore", "Page")
        .objects.filter(which)
        .annotate(restricted=Exists(restriction))
        .filter(Q(restricted=True) | Q(alias_of__isnull=False))
        .order_by()
    )


def _of_aliases(aliases: dict[int, set[str]]) -> set[str]:
    """The paths of aliases (by the id of their source) whose source, or its source, is private."""
    found: set[str] = set()
    seen: set[int] = set()
    while aliases:
        seen |= set(aliases)
        further: dict[int, set[str]] = {}
        for pk, source, restricted in _candidates(Q(pk__in=aliases)).values_list(
            "pk", "alias_of_id", "restricted"
        ):
            if source is None:
                found |= aliases[pk] if restricted else set()
            elif source not in seen:  # a chain made by hand may end in itself
                further.setdefault(source, set()).update(aliases[pk])
        aliases = further
    return found
