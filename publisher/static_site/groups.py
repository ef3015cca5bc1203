"""All lists of a language: its news, and that of each of its sections and topics."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from .listings import Listing, Sheet
from .overview import Row
from .paths import folder_of, slug_of
from .site import Site
from .syndication import feeds

SHOWN = 40  # links to sections, and to topics, on the first page
Labels = Callable[[Row], Iterator[tuple[str, str, str]]]


class OfLanguage(NamedTuple):
    news: Listing
    sections: list[Listing]
    topics: list[Listing]

    @property
    def all(self) -> list[Listing]:
        return [*self.sections, *self.topics, self.news]

    def front(self, languages: Sequence[dict[str, str]]) -> Sheet:
        """The first page of its news, which leads to all the others."""
        sections, topics = _links(self.sections), _links(self.topics)
        return self.news.first_page(sections=sections, topics=topics, languages=list(languages))

    def behind(self) -> list[Sheet]:
        """All of it but the first page."""
        sheets: list[Sheet] = []
        for one in (*self.sections, *self.topics):
            sheets += [*one.archive(), one.first_page(), *feeds(one)]
        return [*sheets, *self.news.archive(), *feeds(self.news)]


def of_language(site: Site, lang: str, rows: Sequence[Row]) -> OfLanguage:
    return OfLanguage(
        Listing(site, lang, folder_of(lang), rows),
        _grouped(site, lang, rows, "section", _section),
        _grouped(site, lang, rows, "topic", _topics),
    )


def _section(row: Row) -> Iterator[tuple[str, str, str]]:
    if row.section:
        yield slug_of(row.section), row.section, ""


def _topics(row: Row) -> Iterator[tuple[str, str, str]]:
    for topic in row.topics:
        yield slug_of(topic["slug"]), topic["name"], topic.get("lang", "")


def _grouped(site: Site, lang: str, rows: Sequence[Row], folder: str, labels: Labels) -> list[Listing]:
    """A listing for each label, under the name that the newest page has for it; the most used first."""
    found: dict[str, list[Row]] = {}
    names: dict[str, tuple[str, str]] = {}
    for row in rows:
        for slug, name, name_lang in labels(row):
            names[slug] = (name, name_lang)
            if row not in found.setdefault(slug, [])[-1:]:
                found[slug].append(row)
    listings = [
        Listing(site, lang, f"{folder_of(lang)}/{folder}/{slug}", mine, *names[slug])
        for slug, mine in found.items()
    ]
    return sorted(listings, key=lambda one: (-len(one.rows), one.folder))


def _links(listings: Sequence[Listing]) -> list[dict[str, str]]:
    shown = sorted(listings[:SHOWN], key=lambda one: one.name.casefold())
    return [{"name": one.name, "lang": one.name_lang, "url": one.site.address(one.front)} for one in shown]
