"""Lists of a static site: all news of a language and of each of its topics, in pages, with their feeds.

Pages of a list are numbered from the oldest, so that what is new changes the first page alone: it shows
between one and two pages' worth, and all behind it stay as they are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override

from newswire.publisher.languages.names import direction, native_name
from newswire.publisher.models import StaticPage
from newswire.publisher.models.static_site import INDEX

from .feeds import FEEDS, Feed
from .overview import Row
from .paths import folder_of, slug_of
from .site import Site, recipe
from .words import written

HTML = "text/html; charset=utf-8"
IN_A_FEED = 20
TOPICS_SHOWN = 40


@dataclass(frozen=True)
class Sheet:
    """A file that is made of rows."""

    path: str
    content_type: str
    recipe: str
    make: Callable[[], bytes] = field(repr=False, compare=False)


@dataclass(frozen=True)
class Listing:
    """`rows` are the oldest first."""

    site: Site
    lang: str
    folder: str
    rows: Sequence[Row]
    name: str = ""  # of a topic; empty: all news
    name_lang: str = ""  # where it is not `lang`

    @property
    def front(self) -> str:
        return f"{self.folder}{INDEX}"

    @property
    def archived(self) -> int:
        """How many pages there are behind the first."""
        return max(0, len(self.rows) // self.site.per_page - 1)

    def archive(self) -> list[Sheet]:
        """The newest first: a page that others lead to is there before them."""
        return [self._archive_page(number) for number in range(self.archived, 0, -1)]

    def first_page(self, **around: Any) -> Sheet:
        """`around`: what only the first page shows besides."""
        older = self._address(self.archived) if self.archived else ""
        shown = self.rows[self.archived * self.site.per_page :]
        return self._sheet(self.front, shown, {**around, "older": older, "is_first": True})

    def feeds(self) -> list[Sheet]:
        newest = list(reversed(self.rows[-IN_A_FEED:]))
        return [self._feed(feed, newest) for feed in FEEDS]

    def _archive_page(self, number: int) -> Sheet:
        size = self.site.per_page
        shown = self.rows[(number - 1) * size : number * size]
        context = {
            "number": number,
            "newer": self._address(number + 1 if number < self.archived else 0),
            "older": self._address(number - 1) if number > 1 else "",
        }
        return self._sheet(self._path(number), shown, context)

    def _sheet(self, path: str, rows: Sequence[Row], context: dict[str, Any]) -> Sheet:
        around = {
            "title": self.name,
            "title_lang": self.name_lang,
            "canonical": self.site.address(path),
            "feeds": [(feed.content_type, self.site.address(f"{self.folder}/{feed.file}")) for feed in FEEDS],
            "top": self.site.address(self.front),
            **context,
        }
        made_from = recipe(self.site.fingerprint, self.lang, around, [row.made_from for row in rows])

        def make() -> bytes:
            teasers = teasers_of(self.site, reversed(rows))
            return written(self.site, "list.html", self.lang, {**around, "teasers": teasers})

        return Sheet(path, HTML, made_from, make)

    def _feed(self, feed: type[Feed], newest: Sequence[Row]) -> Sheet:
        path = f"{self.folder}/{feed.file}"

        def make() -> bytes:
            with override(self.lang):
                title = self.name or gettext("All news")
            said = feed(
                title=f"{title} · {self.site.title(self.lang)}",
                url=self.site.address(self.front),
                own_url=self.site.address(path),
                lang=self.lang,
                publisher=self.site.title(self.lang),
                since=self.site.since,
            )
            return said.written(teasers_of(self.site, newest))

        made_from = recipe(self.site.fingerprint, self.lang, self.name, [row.made_from for row in newest])
        return Sheet(path, feed.content_type, made_from, make)

    def _address(self, number: int) -> str:
        return self.site.address(self._path(number))

    def _path(self, number: int) -> str:
        return f"{self.folder}/page/{number}{INDEX}" if number else self.front


def teasers_of(site: Site, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """In the order of the rows, with the site's own addresses."""
    listed = list(rows)
    found = {
        page.pk: page for page in StaticPage.objects.filter(pk__in=[row.pk for row in listed]).defer("packed")
    }
    return [_teaser(site, found[row.pk]) for row in listed]


def _teaser(site: Site, page: StaticPage) -> dict[str, Any]:
    picture = page.teaser["picture"]
    if picture and picture["url"] in page.pictures:
        picture = {**picture, "url": site.address(page.pictures[picture["url"]])}
    return {
        **page.teaser,
        "at": datetime.fromisoformat(page.teaser["published"]),
        "url": site.address(page.file),
        "picture": picture,
    }


def by_topic(site: Site, lang: str, rows: Sequence[Row]) -> list[Listing]:
    """A listing for each topic, under the name that the newest page has for it; the most used first."""
    found: dict[str, list[Row]] = {}
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        for topic in row.topics:
            slug = slug_of(topic["slug"])
            names[slug] = (topic["name"], topic.get("lang", ""))
            if row not in found.setdefault(slug, [])[-1:]:
                found[slug].append(row)
    listings = [
        Listing(site, lang, f"{folder_of(lang)}/topic/{slug}", mine, *names[slug])
        for slug, mine in found.items()
    ]
    return sorted(listings, key=lambda one: (-len(one.rows), one.folder))


def of_language(
    site: Site, lang: str, rows: Sequence[Row], languages: Sequence[dict[str, str]]
) -> tuple[list[Sheet], Sheet]:
    """All that lists a language's pages; its first page apart, which leads to all the others."""
    listing, topics = Listing(site, lang, folder_of(lang), rows), by_topic(site, lang, rows)
    sheets: list[Sheet] = []
    for one in topics:
        sheets += [*one.archive(), one.first_page(), *one.feeds()]
    shown = sorted(topics[:TOPICS_SHOWN], key=lambda one: one.name.casefold())
    links = [{"name": one.name, "lang": one.name_lang, "url": site.address(one.front)} for one in shown]
    sheets += [*listing.archive(), *listing.feeds()]
    return sheets, listing.first_page(topics=links, languages=list(languages))


def language_link(site: Site, lang: str) -> dict[str, str]:
    return {
        "lang": lang,
        "dir": direction(lang),
        "name": native_name(lang),
        "url": site.address(f"{folder_of(lang)}/"),
    }
