"""Automatic related news: what shares a topic, then what stands in the same section, then the newest."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from newswire.cms.articles.mixin import ArticleMixin


def candidates(page: Any, *, limit: int, exclude: Collection[int]) -> Sequence[Any]:
    """At most `limit` live public articles of the page's language and type, never its own versions.

    One query where the topics yield enough, three at most; each follows an index, newest first,
    so that a large archive costs no more than a small one. Pages that are no articles have none.
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
        newest = step.exclude(pk__in={*exclude, *found}).order_by("-published_at", "-pk")
        found |= {one.pk: one for one in newest[: limit - len(found)]}
    return list(found.values())


def _steps(page: Any, topics: Collection[UUID]) -> Iterator[Any]:
    articles = _others(page)
    if topics:
        yield articles.filter(article_topics__topic__translation_key__in=topics).distinct()
    if section := page.place.section:
        yield articles.descendant_of(section)
    yield articles


def _others(page: Any) -> Any:
    same_language = type(page).objects.filter(locale=page.locale_id, alias_of__isnull=True)
    itself = Q(pk=page.pk) | Q(translation_key=page.translation_key)
    return same_language.live().public().exclude(itself).only("pk")
