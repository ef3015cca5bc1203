"""What an article of theirs says, as fields and rows of an article of ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from newswire.cms.importing.names import found_or_made
from newswire.cms.importing.pictures import Pictures
from newswire.cms.models import Author, Topic

from .body import objects, text
from .models import IncomingArticle
from .pictures import complete_credit, described, lead_of
from .prose import blocks_of


@dataclass(frozen=True)
class Content:
    fields: dict[str, Any]
    left_out: list[str]  # pictures that could not be had, each with the reason


def content_of(article: IncomingArticle, trusted: list[str]) -> Content:
    """Fetches the pictures; opens no transaction."""
    data, pictures = article.data, Pictures(trusted)
    fields = {
        "title": article.title,
        "kicker": text(data, "kicker", 150),
        "summary": text(data, "summary", 500),
        "dateline": text(data, "dateline", 100),
        "source_organisation": text(data, "sourceOrganisation", 255) or article.site.name,
        "canonical_url": origin(article),
        "published_on": _past(text(data, "publishedAt", 50)),
        "body": blocks_of(article, pictures),
        **_lead(data, pictures),
    }
    for one in objects(data, "images"):
        if (found := described(one)) and (image := pictures.known(found)):
            complete_credit(image, one)
    return Content(fields, pictures.left_out)


def origin(article: IncomingArticle) -> str:
    """Where the text first stood; empty where that is no address."""
    url = text(article.data.get("head"), "canonical", 2000) or article.url
    return url if url.startswith(("http://", "https://")) else ""


def fill(page: Any, article: IncomingArticle, fields: dict[str, Any]) -> None:
    """Fields and rows alike; a host's own article may lack some."""
    for name, value in fields.items():
        if hasattr(page, name):
            setattr(page, name, value)
    page.article_topics = [
        page.article_topics.model(topic=topic, sort_order=number)
        for number, topic in enumerate(_named(Topic, objects(article.data, "topics"), page.locale))
    ]
    page.article_authors = [
        page.article_authors.model(author=author, sort_order=number)
        for number, author in enumerate(_named(Author, objects(article.data, "authors"), page.locale))
    ]
    page.corrections = [
        page.corrections.model(at=at, note=note)
        for one in objects(article.data, "corrections")
        if (at := _past(text(one, "at", 50))) and (note := text(one, "note", 5000))
    ]


def _named(model: Any, found: list[dict[str, Any]], locale: Any) -> list[Any]:
    names = dict.fromkeys(text(one, "name", 150) for one in found)
    made = [found_or_made(model, name, locale) for name in names if name]
    return list({one.pk: one for one in made if one}.values())


def _lead(data: dict[str, Any], pictures: Pictures) -> dict[str, Any]:
    image = lead_of(data)
    picture = described(image) if image else None
    placed = pictures.placed(picture) if picture else None
    return {
        "lead_picture": placed["image"] if placed else None,
        "lead_alt_text": placed["alt_text"] if placed else "",
        "lead_caption": placed["caption"] if placed else "",
    }


def _past(moment: str) -> datetime | None:
    try:
        found = parse_datetime(moment)
    except ValueError:
        return None
    if found is None:
        return None
    aware = found if timezone.is_aware(found) else timezone.make_aware(found)
    return min(aware.replace(microsecond=0), timezone.now())
