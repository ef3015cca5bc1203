"""Topics, authors, corrections, embeds and the pages above of several articles: one query for all of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import swapper
from django.db.models import Q, QuerySet
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed
from wagtail.models import Locale

from newswire.cms.articles.people import Byline, authors_of, bylines, topics_of
from newswire.cms.models import Author, Topic
from newswire.cms.together.one_query import Asked, all_columns, in_one_query
from newswire.cms.translations.localized import in_their_place

ABOVE = """
    id path depth numchild translation_key locale_id title slug content_type_id live url_path alias_of_id
""".split()  # noqa: SIM905 - a dozen names, read at a glance
OWN = {
    "article_topics": ["id", "page_id", "sort_order", "topic_id"],
    "article_authors": ["id", "page_id", "sort_order", "author_id", "role"],
    "corrections": ["id", "page_id", "sort_order", "at", "note"],
}


class Rows:
    """A draft in memory has topics, authors and corrections of its own: they are read from it."""

    def __init__(self, articles: Sequence[Any]) -> None:
        self._articles = articles
        self._stored = [one for one in articles if not is_draft(one)]

    def topics(self, article: Any) -> list[Topic]:
        if is_draft(article):
            return topics_of(article)
        chosen = [self._topics[row.topic_id] for row in self._own("article_topics", article)]
        return in_their_place(chosen, self._in_language_of(article, self._topics))

    def bylines(self, article: Any) -> list[Byline]:
        if is_draft(article):
            return authors_of(article)
        rows = self._own("article_authors", article)
        for row in rows:
            row.author = self.authors[row.author_id]
        versions = self._in_language_of(article, self.authors)
        return bylines(rows, in_their_place([row.author for row in rows], versions))

    def corrections(self, article: Any) -> list[Any]:
        if is_draft(article):
            return list(article.corrections.all())
        return sorted(self._own("corrections", article), key=lambda row: (row.at, row.pk))

    def topic_keys(self, article: Any) -> set[UUID]:
        return {topic.translation_key for topic in self.topics(article)}

    def above(self, article: Any) -> list[Any]:
        """The pages above it, the outermost first."""
        paths = set(_above(article))
        return [page for page in self._found["above"] if page.path in paths]

    @cached_property
    def locales(self) -> dict[int, Locale]:
        return {one.pk: one for one in self._found["locales"]}

    @cached_property
    def authors(self) -> dict[int, Author]:
        return {one.pk: self._localized(one) for one in self._found["authors"]}

    @cached_property
    def embeds(self) -> dict[str, Embed]:
        return {one.url: one for one in self._found["embeds"]}

    @cached_property
    def _topics(self) -> dict[int, Topic]:
        return {one.pk: self._localized(one) for one in self._found["topics"]}

    def _localized(self, one: Any) -> Any:
        one.locale = self.locales[one.locale_id]
        return one

    def _own(self, name: str, article: Any) -> list[Any]:
        rows = [row for row in self._found[name] if row.page_id == article.pk]
        return sorted(rows, key=lambda row: (row.sort_order or 0, row.pk))

    def _in_language_of(self, article: Any, among: dict[int, Any]) -> list[Any]:
        return [one for one in among.values() if one.locale_id == article.locale_id]

    @cached_property
    def _found(self) -> dict[str, list[Any]]:
        models = frozenset(type(one) for one in self._stored)
        ids = [one.pk for one in self._stored]
        hashes = sorted({get_embed_hash(url) for one in self._articles for url in _embedded(one)})
        paths = sorted({path for one in self._articles for path in _above(one)})
        found = defaultdict(list, in_one_query(_asked, models, ids, hashes, paths))
        for page in found["above"]:
            page.locale = next(one for one in found["locales"] if one.pk == page.locale_id)
        found["above"].sort(key=lambda page: page.depth)
        return found


def _asked(
    models: frozenset[type[Any]], ids: Sequence[int], hashes: Sequence[str], paths: Sequence[str]
) -> list[Asked]:
    asked: list[Asked] = []
    chosen = {"article_topics": Q(pk__in=[]), "article_authors": Q(pk__in=[])}
    for model in sorted(models, key=lambda one: one._meta.label):
        for name, columns in OWN.items():
            rows = getattr(model, name).rel.related_model.objects.filter(page__in=ids)
            asked.append((name, rows, columns))
            if name in chosen:
                chosen[name] |= Q(pk__in=rows.values(columns[3]))
    pages = swapper.load_model("wagtailcore", "Page").objects
    return [
        *asked,
        ("topics", _with_versions(Topic, chosen["article_topics"]), all_columns(Topic)),
        ("authors", _with_versions(Author, chosen["article_authors"]), all_columns(Author)),
        ("embeds", Embed.objects.filter(hash__in=hashes), all_columns(Embed)),
        ("above", pages.filter(path__in=paths), ABOVE),
        ("locales", Locale.objects.all(), all_columns(Locale)),
    ]


def _with_versions(model: type[Any], chosen: Q) -> QuerySet[Any]:
    keys = model.objects.filter(chosen).values("translation_key")
    return model.objects.filter(translation_key__in=keys)


def is_draft(article: Any) -> bool:
    """Made from a revision: what stands beside its columns is in memory and may not be stored yet."""
    return bool(getattr(article, "_cluster_related_objects", None))


def _above(article: Any) -> Iterator[str]:
    step = article.steplen
    return (article.path[:end] for end in range(step, len(article.path), step))


def _embedded(article: Any) -> Iterator[str]:
    for item in article.body.raw_data:
        if item["type"] == "embed" and (url := (item["value"] or {}).get("url")):
            yield url
