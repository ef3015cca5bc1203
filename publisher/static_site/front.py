"""What stands on a site beside its pages: lists, feeds, sitemaps, the choice of a language."""

from itertools import groupby
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import render_to_string

from newswire.publisher.models import StaticFile

from .files import Wanted
from .groups import of_language
from .listings import Listing, Sheet, language_link
from .overview import languages_ever, overview
from .site import STYLESHEET, Site, recipe
from .sitemaps import sitemaps
from .words import HTML, written

HOME = "index.html"


class Front(NamedTuple):
    lists: list[Sheet]  # they lead to each other
    last: list[Sheet]  # these lead to them
    listings: list[Listing]


def front(site: Site) -> Front:
    rows = overview(site.channel_id)
    by_language = {
        lang: list(mine)
        for lang, mine in groupby(sorted(rows, key=lambda row: row.lang), key=lambda row: row.lang)
    }
    links = [language_link(site, lang) for lang in by_language]
    found = [of_language(site, lang, by_language.get(lang, [])) for lang in languages_ever(site.channel_id)]
    behind = [sheet for one in found for sheet in one.behind()]
    firsts = [one.front(links) for one in found]
    maps = sitemaps(site, rows, [HOME, *(sheet.path for sheet in firsts)])
    listings = [listing for one in found for listing in one.all]
    return Front([*behind, *firsts], [_home(site, links), *maps], listings)


def stylesheet(site: Site) -> Wanted:
    """Every page leads to it."""
    content = render_to_string(f"newswire_publisher/storage/{STYLESHEET}", {"site": site}).encode()
    return Wanted(STYLESHEET, StaticFile.Kind.PAGE, content, "text/css; charset=utf-8")


def _home(site: Site, links: list[dict[str, str]]) -> Sheet:
    """The choice of a language."""
    lang = settings.LANGUAGE_CODE
    context: dict[str, Any] = {"languages": links, "canonical": site.base, "home": site.base}
    made_from = recipe(site.fingerprint, lang, context)
    return Sheet(HOME, HTML, made_from, lambda: written(site, "home.html", lang, context))
