"""Feeds of whole articles, made when the pages are: the text of an article leads where its page does."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import F, Value
from django.db.models.functions import Concat

from newswire.publisher.models import StaticFile, StaticPage
from newswire.publisher.models.static_site import INDEX

from .feeds import FEEDS, Teaser
from .files import parts
from .listings import Listing, Sheet, teasers_of
from .pages import shown_targets, text
from .paths import folder_of
from .site import Site
from .syndication import sheets

logger = logging.getLogger("newswire.deliver")

KEPT = 500  # texts in memory


def whole_feeds(site: Site, listings: Sequence[Listing]) -> list[Sheet]:
    made = _recipes(site, {row.pk for listing in listings for row in listing.newest})
    texts = Texts(site)
    return [sheet for listing in listings for sheet in _feeds(listing, made, texts)]


def holding(site: Site, pages: Iterable[StaticPage]) -> list[StaticFile]:
    """The files that may hold the text of any of these pages."""
    rows = StaticFile.objects.filter(channel=site.channel_id, kind=StaticFile.Kind.LISTING)
    found: list[StaticFile] = []
    for folder in {folder_of(page.lang) for page in pages}:
        for feed in FEEDS:
            found += rows.filter(path__startswith=f"{folder}/", path__endswith=f"/{feed.file(whole=True)}")
    return found


class Texts:
    """The texts of pages, by their numbers; most stand in several lists."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known: dict[int, str] = {}

    def of(self, numbers: Collection[int]) -> dict[int, str]:
        missing = [pk for pk in numbers if pk not in self._known]
        if len(self._known) + len(missing) > KEPT:
            self._known, missing = {}, list(numbers)
        pages = list(StaticPage.objects.filter(pk__in=missing))
        links = shown_targets(self._site, pages)
        self._known |= {page.pk: self._text(page, links[page.pk]) for page in pages}
        return self._known

    def _text(self, page: StaticPage, links: Mapping[str, str]) -> str:
        """Empty where it cannot be made: the others go on."""
        try:
            return text(self._site, page, links)
        except Exception:
            logger.exception(
                "channel=%s publication=%s its text cannot be made", self._site.channel_id, page.publication
            )
            return ""


def _feeds(listing: Listing, made: Mapping[int, str], texts: Texts) -> list[Sheet]:
    newest = listing.newest

    def teasers() -> list[Teaser]:
        found = texts.of([row.pk for row in newest])
        shown = zip(newest, teasers_of(listing.site, newest), strict=True)
        return [{**one, "html": found[row.pk]} for row, one in shown]

    made_from = [(*row.made_from, made.get(row.pk, "")) for row in newest]
    return sheets(listing, made_from, teasers, whole=True)


def _recipes(site: Site, numbers: Collection[int]) -> dict[int, str]:
    """What the files of these pages were made from."""
    rows = StaticFile.objects.filter(
        channel=site.channel_id, kind=StaticFile.Kind.PAGE, path=Concat(F("page__path"), Value(INDEX))
    )
    found: dict[int, str] = {}
    for part in parts(numbers):
        found |= dict(rows.filter(page__in=part).values_list("page", "recipe"))
    return found
