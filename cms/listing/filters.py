"""What a reader may narrow "All news" to, from the address: `?topic=space&year=2024&author=jane`."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Locale

from newswire.cms.models import Author, Topic
from newswire.cms.translations.localized import best_versions


@dataclass(frozen=True)
class Filters:
    topic: str = ""
    author: str = ""
    year: int | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Filters":
        """A year that is no year is no filter; an unknown topic or author finds nothing."""
        year = request.GET.get("year", "")
        return cls(
            topic=_text(request, "topic"),
            author=_text(request, "author"),
            year=int(year) if re.fullmatch(r"[12]\d{3}", year, re.ASCII) else None,
        )

    def __bool__(self) -> bool:
        return bool(self.topic or self.author or self.year)

    def narrow(self, articles: QuerySet[Any]) -> QuerySet[Any]:
        """By slugs, which all languages of a topic or author share; each article once."""
        if self.topic:
            articles = articles.filter(article_topics__topic__slug=self.topic)
        if self.author:
            articles = articles.filter(article_authors__author__slug=self.author)
        if self.year:
            articles = articles.filter(published_at__year=self.year)
        return articles.distinct()


def _text(request: HttpRequest, name: str) -> str:
    """PostgreSQL keeps no NUL in a text, and raises for one."""
    return request.GET.get(name, "").replace("\x00", "\N{REPLACEMENT CHARACTER}")


@dataclass(frozen=True)
class Choices:
    topics: list[Topic]
    authors: list[Author]
    years: list[int]

    @classmethod
    def of(cls, articles: QuerySet[Any], locale: Locale) -> "Choices":
        """What occurs among the articles, in three queries; topics and authors in `locale` where
        they have a version in it."""
        articles = articles.order_by()
        topics = articles.values("article_topics__topic__translation_key")
        authors = articles.values("article_authors__author__translation_key")
        return cls(
            topics=best_versions(Topic.objects.filter(translation_key__in=topics), locale),
            authors=best_versions(Author.objects.filter(translation_key__in=authors), locale),
            years=[first.year for first in articles.datetimes("published_at", "year", order="DESC")],
        )
