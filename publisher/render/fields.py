"""A `Document` as the wire's names and JSON's types have it; addresses and HTML as they came."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newswire.publisher.content import Author, Credit, Document, FullArticle, Image, Related, Rendition, Topic

from .errors import RenderError

NO_DATE = _("The date %(date)s cannot be written in the site's time zone.")


def moment(value: datetime | None) -> str:
    """ISO 8601 in the site's time zone, to the second; empty for None.

    Raises RenderError for a date at the very ends of the calendar, which has none in that zone.
    """
    if value is None:
        return ""
    try:
        aware = timezone.make_aware(value) if timezone.is_naive(value) else value
        local = timezone.localtime(aware, timezone.get_default_timezone())
        # Before there were time zones towns differed by seconds, which RFC 3339 cannot write.
        minutes = timezone.get_fixed_timezone(local.utcoffset() or 0)
        return local.astimezone(minutes).isoformat(timespec="seconds")
    except OverflowError as error:
        raise RenderError(NO_DATE, date=value.isoformat()) from error


def text_fields(document: Document) -> dict[str, Any]:
    return {
        "title": document.title,
        "kicker": document.kicker,
        "summary": document.summary,
        "html": document.html,
        "blocks": [dict(block) for block in document.blocks],
    }


def facts(document: Document) -> dict[str, Any]:
    return {
        "authors": [_author(author) for author in document.authors],
        "topics": [_topic(topic) for topic in document.topics],
        "section": document.section,
        "dateline": document.dateline,
        "sourceOrganisation": document.source_organisation,
        "images": [_image(image) for image in document.images],
        **_made(document),
    }


def links(document: Document) -> dict[str, Any]:
    """With `pageId` where the publisher has to put the publication's `id`."""
    news = document.all_news
    return {
        "fullArticle": [_full_article(article) for article in document.full_article],
        "related": [_related(item) for item in document.related],
        "allNews": {"label": news.label, "url": news.url} if news else {"label": "", "url": ""},
    }


def _author(author: Author) -> dict[str, Any]:
    return {"name": author.name, "role": author.role, "url": author.url}


def _topic(topic: Topic) -> dict[str, Any]:
    return {"slug": topic.slug, "name": topic.name, **({"lang": topic.lang} if topic.lang else {})}


def _image(image: Image) -> dict[str, Any]:
    point = image.focal_point
    return {
        "id": image.id,
        "role": image.role,
        "alt": image.alt,
        "caption": image.caption,
        "credit": _credit(image.credit) if image.credit else None,
        "focalPoint": {"x": point[0], "y": point[1]} if point else None,
        "renditions": [_rendition(rendition) for rendition in image.renditions],
        **_made(image),
    }


def _made(by: Document | Image) -> dict[str, str]:
    return {"digitalSourceType": by.digital_source_type} if by.digital_source_type else {}


def _credit(credit: Credit) -> dict[str, Any]:
    return {
        "text": credit.text,
        "url": credit.url,
        "copyright": credit.copyright,
        "licence": credit.licence,
    }


def _rendition(rendition: Rendition) -> dict[str, Any]:
    found = {
        "name": rendition.name,
        "url": rendition.url,
        "width": rendition.width,
        "height": rendition.height,
        "type": rendition.type,
    }
    return found if rendition.bytes is None else {**found, "bytes": rendition.bytes}


def _full_article(article: FullArticle) -> dict[str, Any]:
    return {
        "lang": article.lang,
        "label": article.label,
        "url": article.url,
        "pageId": article.page_id,
        "site": article.site,
    }


def _related(item: Related) -> dict[str, Any]:
    return {
        "position": item.position,
        "kind": item.kind,
        "pageId": item.page_id,
        "external": item.external,
        "title": item.title,
        "summary": item.summary,
        "url": item.url,
        "lang": item.lang,
        "image": _image(item.image) if item.image else None,
    }


def without_automatic(value: Any) -> Any:
    """`value`, of JSON, without what no editor chose, wherever it sits: objects whose `kind` is "auto".

    `dict` and `list`, here and below: a thousand values are asked, and an abstract class takes four times
    as long to answer.
    """
    if isinstance(value, dict):
        return {name: without_automatic(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_automatic(inner) for inner in value if not is_automatic(inner)]
    return value


def is_automatic(value: Any) -> bool:
    """Did no editor choose it?"""
    return isinstance(value, dict) and value.get("kind") == "auto"


def corrections(document: Document, announced: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The page's own notes and those that came with a publish, oldest first."""
    own = [{"at": moment(one.at), "note": one.note} for one in document.corrections]
    return sorted([*map(dict, announced), *own], key=lambda one: datetime.fromisoformat(one["at"]))
