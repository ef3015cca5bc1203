"""A list of a static site, in pages, with its feeds.

Pages of a list are numbered from the oldest, so that what is new changes the first page alone: it shows
between one and two pages' worth, and all behind it stay as they are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from newswire.publisher.languages.names import direction, native_name
from newswire.publisher.models import StaticPage
from newswire.publisher.models.static_site import INDEX

from .feeds import FEEDS, Feed, Teaser
from .overview import Row
from .paths import folder_of
from .site import Site, recipe
from .words import HTML, written

IN_A_FEED = 20


@dataclass(frozen=True)
class Sheet:
    """A file that is made of rows."""

    path: str
    content_type: str
    recipe: str
    make: Callable[[], bytes] = field(repr=False, compare=False)
    stale_at: datetime | None = None  # when it is old though nothing changes


@dataclass(frozen=True)
class Listing:
    """`rows` are the oldest first."""

    site: Site
    lang: str
    folder: str
    rows: Sequence[Row]
    name: str = ""  # of a topic or section; empty: all news
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

    @property
    def newest(self) -> list[Row]:
        """What its feeds have, the newest first."""
        return list(reversed(self.rows[-IN_A_FEED:]))

    def feed_path(self, feed: type[Feed], whole: bool) -> str:
        return f"{self.folder}/{feed.file(whole)}"

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
            "feeds": [
                (feed.content_type, self.site.address(self.feed_path(feed, whole=False))) for feed in FEEDS
            ],
            "top": self.site.address(self.front),
            **context,
        }
        made_from = recipe(self.site.fingerprint, self.lang, around, [row.made_from for row in rows])

        def make() -> bytes:
            teasers = teasers_of(self.site, reversed(rows))
            return written(self.site, "list.html", self.lang, {**around, "teasers": teasers})

        return Sheet(path, HTML, made_from, make)

    def _address(self, number: int) -> str:
        return self.site.address(self._path(number))

    def _path(self, number: int) -> str:
        return f"{self.folder}/page/{number}{INDEX}" if number else self.front


def teasers_of(site: Site, rows: Iterable[Row]) -> list[Teaser]:
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


def language_link(site: Site, lang: str) -> dict[str, str]:
    return {
        "lang": lang,
        "dir": direction(lang),
        "name": native_name(lang),
        "url": site.address(f"{folder_of(lang)}/"),
    }
