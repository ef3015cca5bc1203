"""The feeds of a list, each in every kind: of summaries, or of whole articles."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext, override

from .feeds import FEEDS, Feed, Teaser
from .listings import Listing, Sheet, teasers_of
from .site import recipe


def feeds(listing: Listing) -> list[Sheet]:
    """Of summaries."""
    newest = listing.newest
    made_from = [row.made_from for row in newest]
    return sheets(listing, made_from, lambda: teasers_of(listing.site, newest), whole=False)


def sheets(
    listing: Listing, made_from: Sequence[tuple[str, ...]], teasers: Callable[[], list[Teaser]], whole: bool
) -> list[Sheet]:
    """One of each kind. `made_from`: what `teasers` depend on."""
    made = recipe(listing.site.fingerprint, listing.lang, listing.name, made_from)
    return [_sheet(listing, feed, made, teasers, whole) for feed in FEEDS]


def _sheet(
    listing: Listing, feed: type[Feed], made: str, teasers: Callable[[], list[Teaser]], whole: bool
) -> Sheet:
    path, site = listing.feed_path(feed, whole), listing.site

    def make() -> bytes:
        with override(listing.lang):
            title = listing.name or gettext("All news")
        said = feed(
            title=f"{title} · {site.title(listing.lang)}",
            url=site.address(listing.front),
            own_url=site.address(path),
            lang=listing.lang,
            publisher=site.title(listing.lang),
            since=site.since,
        )
        return said.written(teasers())

    return Sheet(path, feed.content_type, made, make)
