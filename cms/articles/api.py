"""What Wagtail's content APIs, v2 and v3, show of an article.

Each field is a function of the page and not of its value: a body is represented in its page's
language with absolute addresses, so that both APIs and the payload say the same. Its shape is what
v3 makes its OpenAPI of, and holds answers to.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, override
from rest_framework.fields import Field
from wagtail.api import APIField

from newswire.blocks.addresses import absolute
from newswire.blocks.full_article import full_articles
from newswire.blocks.image import picture_representation
from newswire.blocks.page_language import language_for
from newswire.blocks.related import teaser_representation
from newswire.blocks.rendering import KEY
from newswire.cms.articles import shapes
from newswire.cms.articles.lead import lead_value
from newswire.cms.articles.pictures import placed_pictures


class OfPage(Field):
    def __init__(self, function: Callable[[Any], Any], shape: Any) -> None:
        super().__init__(source="*", read_only=True)

        def to_representation(page: Any) -> Any:
            return function(page)

        to_representation.__annotations__["return"] = shape
        self.to_representation = to_representation


def body_of(page: Any) -> list[dict[str, Any]]:
    """The blocks as `[{"type", "value", "id"}]`, see docs/blocks.md for the values."""
    context = {"page": page, KEY: page.gathered.rendering(page)}
    return page.body.stream_block.get_api_representation(page.body, context)


def _lead(page: Any) -> dict[str, Any] | None:
    rendering = page.gathered.rendering(page)
    return picture_representation(lead_value(page), rendering) if page.lead_picture else None


def _images(page: Any) -> list[dict[str, Any]]:
    """The lead picture with its fixed crops, as in the payload."""
    rendering = page.gathered.rendering(page)
    return [
        picture_representation({**placed.place, "image": placed.image}, rendering)
        | page.gathered.picture(placed.image, crops=placed.role == "lead").representation(rendering.base)
        | {"role": placed.role}
        for placed in placed_pictures(page)
    ]


def _credits(page: Any) -> list[dict[str, Any]]:
    return [credit.representation() for credit in page.gathered.rendering(page).credits]


def _topics(page: Any) -> list[dict[str, Any]]:
    return [
        {"slug": one.slug, "name": one.name, "lang": one.locale.language_code}
        for one in page.gathered.topics(page)
    ]


def _authors(page: Any) -> list[dict[str, Any]]:
    base = page.gathered.rendering(page).base
    return [
        {"name": one.author.name, "role": one.role, "url": absolute(one.author.address, base)}
        for one in page.gathered.authors(page)
    ]


def _corrections(page: Any) -> list[dict[str, Any]]:
    return [{"at": one.at.isoformat(), "note": one.note} for one in page.gathered.corrections(page)]


def _related(page: Any) -> list[dict[str, Any]]:
    rendering = page.gathered.rendering(page)
    return [teaser_representation(one, rendering.base) for one in rendering.related]


def _full_articles(page: Any) -> list[dict[str, Any]]:
    rendering = page.gathered.rendering(page)
    blocks = (child.value for child in page.body if child.block_type == "full_article")
    return [one.representation(rendering.base) for value in blocks for one in full_articles(value, rendering)]


def _language_versions(page: Any) -> list[dict[str, Any]]:
    return [
        {
            "lang": one.lang,
            "nativeName": one.native_name,
            "label": one.label,
            "url": one.url,
            "title": one.title,
            "external": one.external,
            "pageId": one.page_id,
            "site": one.site_name,
            "isFull": one.is_full,
        }
        for one in page.gathered.language_versions(page)
    ]


def _section(page: Any) -> str:
    return page.gathered.filled(page).section


def _all_news(page: Any) -> dict[str, Any] | None:
    rendering = page.gathered.rendering(page)
    url = page.all_news_url
    with override(language_for(page)):
        return {"label": gettext("All news"), "url": absolute(url, rendering.base)} if url else None


def _reading_minutes(page: Any) -> int:
    return page.gathered.filled(page).reading_minutes


def _summary_shown(page: Any) -> str:
    return page.summary_shown


ARTICLE_API_FIELDS = [
    APIField("translation_key"),
    APIField("kicker", writable=True),
    APIField("summary", writable=True),
    APIField("summary_shown", serializer=OfPage(_summary_shown, str)),
    APIField("lead", serializer=OfPage(_lead, shapes.ArticlePicture | None)),
    APIField("published_at"),
    APIField("published_on", writable=True),
    APIField("last_published_at"),
    APIField("dateline", writable=True),
    APIField("section", serializer=OfPage(_section, str)),
    APIField("source_organisation", writable=True),
    APIField("canonical_url", writable=True),
    APIField("topics", serializer=OfPage(_topics, list[shapes.TopicData])),
    APIField("authors", serializer=OfPage(_authors, list[shapes.AuthorData])),
    APIField("corrections", serializer=OfPage(_corrections, list[shapes.CorrectionData])),
    APIField("reading_minutes", serializer=OfPage(_reading_minutes, int)),
    APIField("body", serializer=OfPage(body_of, list[shapes.BlockData])),
    APIField("images", serializer=OfPage(_images, list[shapes.ArticleImage])),
    APIField("credits", serializer=OfPage(_credits, list[shapes.CreditData])),
    APIField("related", serializer=OfPage(_related, list[shapes.Teaser])),
    APIField("full_articles", serializer=OfPage(_full_articles, list[shapes.FullArticleLink])),
    APIField("language_versions", serializer=OfPage(_language_versions, list[shapes.LanguageVersionData])),
    APIField("all_news", serializer=OfPage(_all_news, shapes.AllNews | None)),
]
