"""What Wagtail's content APIs, v2 and v3, show of an article.

Each field is a function of the page and not of its value: a body is represented in its page's
language with absolute addresses, so that both APIs and the payload say the same.
"""

from collections.abc import Callable
from typing import Any

from rest_framework.fields import Field
from wagtail.api import APIField

from newswire.blocks.addresses import base_address
from newswire.blocks.image import picture_representation
from newswire.cms.articles.lead import lead_value
from newswire.cms.articles.people import authors_of, topics_of


class OfPage(Field):
    def __init__(self, function: Callable[[Any], Any]) -> None:
        super().__init__(source="*", read_only=True)
        self.function = function

    def to_representation(self, page: Any) -> Any:
        return self.function(page)


def _lead(page: Any) -> dict[str, Any] | None:
    return picture_representation(lead_value(page), base_address(page)) if page.lead_picture else None


def _topics(page: Any) -> list[dict[str, str]]:
    return [{"slug": one.slug, "name": one.name, "lang": one.locale.language_code} for one in topics_of(page)]


def _authors(page: Any) -> list[dict[str, str]]:
    return [
        {"name": one.author.name, "role": one.role, "url": one.author.address} for one in authors_of(page)
    ]


def _corrections(page: Any) -> list[dict[str, str]]:
    return [{"at": one.at.isoformat(), "note": one.note} for one in page.corrections.all()]


def body_of(page: Any, request: Any = None) -> list[dict[str, Any]]:
    """The blocks as `[{"type", "value", "id"}]`, see docs/blocks.md for the values."""
    return page.body.stream_block.get_api_representation(page.body, {"page": page, "request": request})


ARTICLE_API_FIELDS = [
    APIField("kicker", writable=True),
    APIField("summary", writable=True),
    APIField("summary_shown"),
    APIField("lead", serializer=OfPage(_lead)),
    APIField("published_at"),
    APIField("published_on", writable=True),
    APIField("dateline", writable=True),
    APIField("section", serializer=OfPage(lambda page: page.section)),
    APIField("source_organisation", writable=True),
    APIField("canonical_url", writable=True),
    APIField("topics", serializer=OfPage(_topics)),
    APIField("authors", serializer=OfPage(_authors)),
    APIField("corrections", serializer=OfPage(_corrections)),
    APIField("reading_minutes"),
    APIField("body", serializer=OfPage(body_of)),
]
