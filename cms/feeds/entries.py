"""The newest articles of a list, as every kind of feed shows them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import lxml.html
from django.http import HttpRequest
from lxml import etree

from newswire.blocks.addresses import absolute, base_address
from newswire.cms.articles.fragment import article_html
from newswire.cms.listing.filters import Filters
from newswire.cms.models import Author, Topic
from newswire.cms.translations.localized import in_their_place, versions_in

LENGTH = 20
# XML 1.0 can hold none of these, not even escaped.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Picture:
    url: str
    type: str
    bytes: int | None


@dataclass(frozen=True)
class Entry:
    id: str  # never changes
    url: str
    title: str
    summary: str
    html: str  # empty in a feed of summaries
    published: datetime | None
    updated: datetime | None
    authors: Sequence[str]
    topics: Sequence[str]
    picture: Picture | None


def entries(index: Any, request: HttpRequest, full: bool) -> list[Entry]:
    """Newest first, with the request's filters. Queries do not grow with the archive.

    With `full` each article is rendered as its page shows it.
    """
    from newswire.cms.together.gathered import gather  # needs the models that import this module

    articles = Filters.of(request).narrow(index.articles()).select_related("locale", "lead_picture")
    shown = articles.prefetch_related(
        "article_authors__author", "article_topics__topic", "lead_picture__renditions"
    )
    found = gather(shown[:LENGTH])
    versions = [
        *versions_in(index.locale, [topic for article in found for topic in _topics(article)]),
        *versions_in(index.locale, [author for article in found for author in _authors(article)]),
    ]
    return [_entry(article, request, full, versions) for article in found]


def _topics(article: Any) -> list[Topic]:
    return [row.topic for row in article.article_topics.all()]


def _authors(article: Any) -> list[Author]:
    return [row.author for row in article.article_authors.all()]


def _entry(article: Any, request: HttpRequest, full: bool, versions: Sequence[Topic | Author]) -> Entry:
    """`versions`: of topics and authors that were chosen in another language."""
    url = article.get_full_url(request) or ""
    return Entry(
        id=f"urn:newswire:page:{article.pk}",
        url=url,
        title=cleaned(article.title),
        summary=cleaned(article.summary_shown),
        html=_elsewhere(cleaned(article_html(article, request)), url) if full else "",
        published=article.published_at,
        updated=article.last_published_at,
        authors=[cleaned(one.name) for one in in_their_place(_authors(article), versions)],
        topics=[cleaned(one.name) for one in in_their_place(_topics(article), versions)],
        picture=_picture(article),
    )


def cleaned(text: str) -> str:
    return FORBIDDEN.sub("", text)


def _elsewhere(html: str, url: str) -> str:
    """With absolute addresses. Without the choice of sizes: readers of feeds take `src`."""
    article = lxml.html.fragment_fromstring(html, create_parent="div")
    article.make_links_absolute(url, handle_failures="ignore")
    for image in article.iter("img", "source"):
        image.attrib.pop("srcset", None)
        image.attrib.pop("sizes", None)
    return "".join(etree.tostring(child, method="html", encoding="unicode") for child in article)


def _picture(article: Any) -> Picture | None:
    """The JPEG that every reader shows."""
    picture = article.lead_picture
    files = article.gathered.picture(picture).renditions if picture else ()
    found = next((file for file in files if file.type in {"image/jpeg", "image/png"}), None)
    if found is None:
        return None
    return Picture(absolute(found.url, base_address(article)), found.type, found.bytes)
