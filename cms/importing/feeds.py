"""RSS, in all its versions, and Atom, by feedparser, which also takes feeds that are not well-formed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from newswire.cms.articles.reading import plain
from newswire.cms.importing.items import ImportProblem, Item, Picture

LARGEST = 50 * 1024 * 1024  # bytes


def read_feed(data: bytes, address: str = "") -> Iterator[Item]:
    """The items of a feed. Raises ImportProblem for what is no feed, too large or tries to harm."""
    if len(data) > LARGEST:
        raise ImportProblem(f"The feed is larger than {LARGEST // 1024**2} MB.")
    _refuse_entities(data)
    parsed = feedparser.parse(data, response_headers={"content-location": address} if address else None)
    if not parsed.get("version"):
        raise ImportProblem(f"This is no RSS or Atom feed: {parsed.get('bozo_exception', 'no feed element')}")
    for entry in parsed.entries:
        yield _item(entry, parsed.feed.get("language", ""), address)


def _refuse_entities(data: bytes) -> None:
    """A document that declares entities can grow without end. What is malformed is feedparser's."""
    try:
        ElementTree.fromstring(data)
    except DefusedXmlException as error:
        raise ImportProblem("The feed declares XML entities, which a feed has no need of.") from error
    except (ElementTree.ParseError, ValueError, LookupError):
        return


def _item(entry: Any, lang: str, address: str) -> Item:
    html, summary = _texts(entry)
    return Item(
        guid=entry.get("id") or entry.get("link") or f"{address}#{entry.get('title', '')}",
        title=plain(entry.get("title", "")),
        html=html,
        url=entry.get("link", ""),
        summary=summary,
        published_at=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        lang=_language(entry) or lang,
        authors=[name for author in entry.get("authors", []) if (name := plain(author.get("name", "")))],
        topics=[name for tag in entry.get("tags", []) if (name := plain(tag.get("term") or ""))],
        lead=_lead(entry, address),
    )


def _texts(entry: Any) -> tuple[str, str]:
    """(html, summary): a feed without the full content has its summary for a text."""
    content = next((one.value for one in entry.get("content", []) if one.value.strip()), "")
    summary = entry.get("summary", "")
    if not content or content == summary:
        return content or summary, ""
    return content, plain(summary)


def _language(entry: Any) -> str:
    detail = (entry.get("content") or [entry.get("title_detail") or {}])[0]
    return detail.get("language") or ""


def _date(parsed: struct_time | None) -> datetime | None:
    """feedparser gives UTC; a date that is none gives nothing."""
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None
    except ValueError:
        return None


def _lead(entry: Any, address: str) -> Picture | None:
    """The picture that Media RSS or an enclosure names."""
    media = [one for one in entry.get("media_content", []) if _is_picture(one)]
    enclosed = [one for one in entry.get("enclosures", []) if _is_picture(one)]
    thumbnails = entry.get("media_thumbnail", [])
    for one in [*media, *enclosed, *thumbnails]:
        if url := one.get("url") or one.get("href"):
            credits = entry.get("media_credit") or [{}]
            return Picture(
                urljoin(entry.get("link", address), url), credit=plain(credits[0].get("content") or "")
            )
    return None


def _is_picture(one: Any) -> bool:
    return one.get("medium") == "image" or (one.get("type") or "").startswith("image/")
