"""The topics and authors of an article in its own language, in the editor's order."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from newswire.cms.models import Author, Topic
from newswire.cms.translations.localized import localized


@dataclass(frozen=True)
class Byline:
    author: Author
    role: str


def topics_of(page: Any) -> list[Topic]:
    rows = page.article_topics.select_related("topic__locale").order_by("sort_order", "pk")
    return localized((row.topic for row in rows), page.locale)


def authors_of(page: Any) -> list[Byline]:
    """Each author once, with the role in this article, else the author's usual one."""
    rows = list(page.article_authors.select_related("author__locale", "author__page"))
    return bylines(rows, localized((row.author for row in rows), page.locale))


def bylines(rows: Iterable[Any], authors: Iterable[Author]) -> list[Byline]:
    """The authors as readers see them, each with the role of its row."""
    roles = {row.author.translation_key: row.role for row in rows}
    return [Byline(author, roles[author.translation_key] or author.role) for author in authors]
