"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Mapping
from typing import Any

from .channel import Channel
from .entries import Entry

VERSION = "https://jsonfeed.org/version/1.1"
CONTENT_TYPE = "application/feed+json"


def json_feed(channel: Channel, entries: list[Entry]) -> bytes:
    feed = {
        "version": VERSION,
        "title": channel.title,
        "home_page_url": channel.url,
        "feed_url": channel.feed_url,
        "description": channel.description,
        "language": channel.lang,
        "authors": [{"name": channel.publisher}] if channel.publisher else [],
        "hubs": [{"type": "WebSub", "url": hub} for hub in channel.hubs],
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(_filled(feed) | {"items": feed["items"]}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    found = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "image": entry.picture.url if entry.picture else "",
        "date_published": entry.published.isoformat(timespec="seconds") if entry.published else "",
        "date_modified": entry.updated.isoformat(timespec="seconds") if entry.updated else "",
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.topics),
    }
    # One of the two contents must be there.
    return _filled(found) | ({} if entry.html else {"content_text": entry.summary})


def _filled(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if value}
