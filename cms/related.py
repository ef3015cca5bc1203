"""Automatic related news: what shares a topic, then what stands in the same section, then the newest."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value

from newswire.blocks.teasers import LIMIT
from newswire.blocks.visible import is_public
from newswire.cms.articles.mixin import ArticleMixin
from newswire.cms.together.prepared import rows_of


@dataclass(frozen=True)
class Step:
    """Live public articles of one type and language: all, those below a path, or those on any topic."""

    model: type[Any]
    locale_id: int
    topics: frozenset[UUID] = frozenset()
    below: str = ""

    def newest(self) -> QuerySet[Any]:
        """In the order of an index, so that a large archive costs no more than a small one."""
        found = self.model._default_manager.filter(locale=self.locale_id, alias_of__isnull=True, live=True)
        if self.topics:
            rows = self.model.article_topics.rel.related_model.objects.filter(page=OuterRef("pk"))
            found = found.filter(Exists(rows.filter(topic__translation_key__in=self.topics)))
        if self.below:
            found = found.filter(path__startswith=self.below)
        return found.filter(is_public()).order_by("-published_at", "-pk").only("pk")


def candidates(page: Any, *, limit: int, exclude: Collection[int]) -> Sequence[Any]:
    """At most `limit` live public articles of the page's language and type, never its own versions.

    One query where the topics yield enough, three at most. Pages that are no articles have none.
    """
    if not isinstance(page, ArticleMixin) or not page.pk:
        return []
    topics = {row.topic.translation_key for row in page.article_topics.select_related("topic")}
    return nearest(page, topics, limit=limit, exclude=exclude)


def nearest(page: Any, topics: Collection[UUID], *, limit: int, exclude: Collection[int]) -> list[Any]:
    """As `candidates`, with translation keys of topics given, for an article that may not be saved."""
    found: dict[int, Any] = {}
    for step in _steps(page, topics):
        if len(found) == limit:
            break
        others = step.newest().exclude(translation_key=page.translation_key)
        newest = others.exclude(pk__in={*exclude, *found})
        found |= {one.pk: one for one in newest[: limit - len(found)]}
    return list(found.values())


def offers(pages: Sequence[Any], topics: Mapping[Any, Collection[UUID]]) -> dict[Any, list[int]]:
    """For each article by its id, the ids of what `candidates` could offer it, best first. One query for all.

    `topics`: by the id of an article the translation keys of its topics. Enough for any `exclude` of as
    many articles as there are teasers: whatever one of them takes away, it also fills a place.
    """
    steps = {page.pk: list(_steps(page, topics.get(page.pk, ()))) for page in pages}
    distinct = list(dict.fromkeys(step for own in steps.values() for step in own))
    found: dict[Step, list[int]] = {step: [] for step in distinct}
    for number, _published_at, pk in _newest_of(distinct):
        found[distinct[number]].append(pk)
    return {
        pk: list(dict.fromkeys(one for step in own for one in found[step] if one != pk))
        for pk, own in steps.items()
    }


def _newest_of(steps: Sequence[Step]) -> list[tuple[int, Any, int]]:
    """(number of the step, date, id), newest first; one more than teasers, for the article itself."""
    if not steps:
        return []
    shape = tuple((step.model, len(step.topics), bool(step.below)) for step in steps)
    topics = [key for step in steps for key in step.topics]
    rows = rows_of(
        _united, shape, [step.locale_id for step in steps], topics, [s.below for s in steps if s.below]
    )
    return sorted(rows, key=lambda row: (row[1] is not None, row[1], row[2]), reverse=True)


def _united(
    shape: Sequence[tuple[type[Any], int, bool]],
    locales: Iterable[int],
    topics: Iterable[UUID],
    below: Iterable[str],
) -> QuerySet[Any]:
    """The newest of each step, made again of its shape and its values, which stand in the steps' order."""
    keys, paths = iter(topics), iter(below)
    steps = [
        Step(model, locale, frozenset(islice(keys, count)), next(paths) if is_below else "")
        for (model, count, is_below), locale in zip(shape, locales, strict=True)
    ]
    parts = [
        step.model._default_manager.filter(pk__in=step.newest().values("pk")[: LIMIT + 1])
        .order_by()
        .values_list(Value(number), "published_at", "pk")
        for number, step in enumerate(steps)
    ]
    return parts[0].union(*parts[1:], all=True)


def _steps(page: Any, topics: Collection[UUID]) -> Iterator[Step]:
    model, locale_id = type(page), page.locale_id
    if topics:
        yield Step(model, locale_id, topics=frozenset(topics))
    if section := page.place.section:
        yield Step(model, locale_id, below=section.path)
    yield Step(model, locale_id)
