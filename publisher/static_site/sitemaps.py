"""Sitemaps of a static site: all its pages with their language versions, and Google's of the last two days.

sitemaps.org/protocol.html; developers.google.com/search/docs: specialty/international/localized-versions,
crawling-indexing/sitemaps/news-sitemap.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from newswire.publisher.models.static_site import INDEX

from .listings import Sheet, teasers_of
from .overview import Row
from .site import Site, recipe

A_FILE = 1_000  # addresses; Google takes as many in a news sitemap
NEWS_DAYS = timedelta(days=2)
XML = "application/xml; charset=utf-8"
ARTICLE = "article"


def sitemaps(site: Site, rows: Sequence[Row], fronts: Sequence[str]) -> list[Sheet]:
    """`fronts`: the first pages of lists. The file that names the others is the last."""
    versions = _versions(site, rows)
    urls = [{"url": site.address(path), "at": "", "versions": {}} for path in fronts]
    urls += [
        {
            "url": site.address(f"{row.path}{INDEX}"),
            "at": _moment(row.modified_at),
            "versions": versions[row.set_id] if row.set_id and len(versions[row.set_id]) > 1 else {},
        }
        for row in sorted(rows, key=lambda row: row.pk)
    ]
    parts = [urls[start : start + A_FILE] for start in range(0, len(urls), A_FILE)]
    sheets = [
        _sheet(f"sitemap-{number}.xml", "pages", {"urls": part}) for number, part in enumerate(parts, 1)
    ]
    files = [site.address(sheet.path) for sheet in sheets]
    return [*sheets, _news(site, rows), _sheet("sitemap.xml", "index", {"files": files})]


def _versions(site: Site, rows: Sequence[Row]) -> dict[UUID, dict[str, str]]:
    """The addresses of each language set, by language."""
    found: dict[UUID, dict[str, str]] = defaultdict(dict)
    for row in rows:
        if row.set_id:
            found[row.set_id][row.lang] = site.address(f"{row.path}{INDEX}")
    for urls in found.values():
        if len(urls) > 1 and settings.LANGUAGE_CODE in urls:
            urls["x-default"] = urls[settings.LANGUAGE_CODE]
    return found


def _news(site: Site, rows: Sequence[Row]) -> Sheet:
    since = timezone.now() - NEWS_DAYS
    newest = [row for row in reversed(rows) if row.published_at >= since][:A_FILE]

    def make() -> bytes:
        shown = zip(newest, teasers_of(site, newest), strict=True)
        articles = [
            {
                "url": one["url"],
                "title": one["title"],
                "at": one["published"],
                "lang": row.lang,
                "name": site.title(row.lang),
            }
            for row, one in shown
            if one["type"] == ARTICLE
        ]
        return _xml("news", {"articles": articles})

    made_from = recipe(site.fingerprint, [row.made_from for row in newest])
    stale_at = newest[-1].published_at + NEWS_DAYS if newest else None
    return Sheet("news-sitemap.xml", XML, made_from, make, stale_at)


def _sheet(path: str, template: str, context: Mapping[str, Any]) -> Sheet:
    return Sheet(path, XML, recipe(context), lambda: _xml(template, context))


def _xml(template: str, context: Mapping[str, Any]) -> bytes:
    return render_to_string(f"newswire_publisher/storage/sitemap_{template}.xml", dict(context)).encode()


def _moment(at: datetime) -> str:
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(timespec="seconds")
