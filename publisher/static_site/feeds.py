"""Feeds of a list: RSS 2.0 and Atom 1.0 by Django's generator, JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, ClassVar

from django.utils.feedgenerator import Atom1Feed, Enclosure, Rss201rev2Feed, SyndicationFeed
from django.utils.xmlutils import SimplerXMLGenerator

Teaser = Mapping[str, Any]


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself."""

    title: str
    url: str  # of the page that lists the same
    own_url: str
    lang: str
    publisher: str
    since: datetime  # an empty feed is as old as its site: its bytes do not change by themselves

    name: ClassVar[str]
    ending: ClassVar[str]
    content_type: ClassVar[str]

    @classmethod
    def file(cls, whole: bool) -> str:
        """`whole`: with the text of each article."""
        return f"{cls.name}-full.{cls.ending}" if whole else f"{cls.name}.{cls.ending}"

    def written(self, teasers: Sequence[Teaser]) -> bytes:
        """Those of the newest first; an article is whole where its teaser has `html`."""
        raise NotImplementedError


class Dated:
    feed: dict[str, Any]
    items: list[dict[str, Any]]

    def latest_post_date(self) -> datetime:
        dates = [item["updateddate"] for item in self.items]
        return max(dates, default=self.feed["since"])


class DatedRss(Dated, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["html"]:
            handler.addQuickElement("content:encoded", item["html"])


class DatedAtom(Dated, Atom1Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})


class Xml(Feed):
    generator: ClassVar[type[SyndicationFeed]]

    def written(self, teasers: Sequence[Teaser]) -> bytes:
        feed = self.generator(
            title=self.title,
            link=self.url,
            description=self.title,
            language=self.lang,
            feed_url=self.own_url,
            author_name=self.publisher,
            since=self.since,
        )
        for one in teasers:
            picture = one["picture"]
            feed.add_item(
                title=one["title"],
                link=one["url"],
                description=escape(one["summary"], quote=False),  # readers take it for HTML
                author_name=", ".join(one["authors"]) or None,
                pubdate=datetime.fromisoformat(one["published"]),
                updateddate=datetime.fromisoformat(one["modified"]),
                unique_id=f"urn:uuid:{one['id']}",
                unique_id_is_permalink=False,
                categories=one["topics"],
                enclosures=[Enclosure(picture["url"], str(picture.get("bytes") or 0), picture["type"])]
                if picture
                else [],
                html=one.get("html", ""),
            )
        return str(feed.writeString("utf-8")).encode()


class Rss(Xml):
    name, ending = "rss", "xml"
    content_type = "application/rss+xml; charset=utf-8"
    generator = DatedRss


class Atom(Xml):
    name, ending = "atom", "xml"
    content_type = "application/atom+xml; charset=utf-8"
    generator = DatedAtom


class Json(Feed):
    name, ending = "feed", "json"
    content_type = "application/feed+json"

    def written(self, teasers: Sequence[Teaser]) -> bytes:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.url,
            "feed_url": self.own_url,
            "language": self.lang,
            "authors": [{"name": self.publisher}],
            "items": [_item(one) for one in teasers],
        }
        return json.dumps(feed, ensure_ascii=False).encode()


def _item(one: Teaser) -> dict[str, Any]:
    html = one.get("html", "")
    found = {
        "id": f"urn:uuid:{one['id']}",
        "url": one["url"],
        "title": one["title"],
        "summary": one["summary"] if html else "",
        "content_html": html,
        "image": one["picture"]["url"] if one["picture"] else "",
        "date_published": one["published"],
        "date_modified": one["modified"],
        "authors": [{"name": name} for name in one["authors"]],
        "tags": one["topics"],
    }
    # One of the two contents must be there.
    content = {} if html else {"content_text": one["summary"]}
    return {name: value for name, value in found.items() if value} | content


FEEDS: tuple[type[Feed], ...] = (Rss, Atom, Json)
