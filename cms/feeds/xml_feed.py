"""RSS 2.0 and Atom 1.0, by Django's feed generator, with hubs and full text."""

from datetime import datetime
from html import escape
from typing import Any

from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from .channel import Channel
from .entries import Entry


class Dated:
    """An empty feed is as old as its page, not as the request: its bytes must not change by themselves."""

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        latest: datetime = super().latest_post_date()  # type: ignore[misc]  # a mixin: of the feed
        return latest if self.items else self.feed["empty_since"]  # type: ignore[attr-defined]  # of the feed


class Rss(Dated, Rss201rev2Feed):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for hub in self.feed["hubs"]:
            handler.addQuickElement("atom:link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["html"]:
            handler.addQuickElement("content:encoded", item["html"])


class Atom(Dated, Atom1Feed):
    content_type = "application/atom+xml; charset=utf-8"

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for hub in self.feed["hubs"]:
            handler.addQuickElement("link", None, {"rel": "hub", "href": hub})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})


def xml(kind: type[Rss] | type[Atom], channel: Channel, entries: list[Entry]) -> bytes:
    feed = kind(
        title=channel.title,
        link=channel.url,
        description=channel.description or channel.title,
        language=channel.lang,
        feed_url=channel.feed_url,
        author_name=channel.publisher,
        hubs=channel.hubs,
        empty_since=channel.since,
    )
    for entry in entries:
        image = entry.picture
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=escape(entry.summary, quote=False),  # readers take it for HTML
            author_name=", ".join(entry.authors) or None,
            pubdate=entry.published,
            updateddate=entry.updated,
            unique_id=entry.id,
            unique_id_is_permalink=False,
            categories=entry.topics,
            enclosures=[Enclosure(image.url, str(image.bytes or 0), image.type)] if image else [],
            html=entry.html,
        )
    return str(feed.writeString("utf-8")).encode()
