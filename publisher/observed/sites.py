"""Which site a page stands on: its root paths, read past Wagtail's cache.

Wagtail caches root paths for an hour. In a worker with a cache of its own (`LocMemCache`, Django's
default) a changed hostname would be wrong for that long, in what we send and in what templates link.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

import swapper
from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from newswire.publisher.compiled import compiled_by_key

_last_seen: tuple[SiteRootPath, ...] = ()


def root_paths() -> tuple[SiteRootPath, ...]:
    """`Site.get_site_root_paths()`, most specific first, as the database has them now: two queries.

    Clears Wagtail's cache in this process where they differ from the last ones read.
    """
    global _last_seen
    found = tuple(_with_translations(_sites()))
    if found != _last_seen:
        Site.clear_site_root_paths_cache()
        _last_seen = found
    return found


def root_of(url_path: str, roots: Sequence[SiteRootPath]) -> SiteRootPath | None:
    """The root under which a page's address is made, or None outside every site."""
    return next((root for root in roots if url_path.startswith(root.root_path)), None)


@lru_cache(maxsize=1024)
def fingerprint(root: SiteRootPath | None) -> str:
    """64 hexadecimal digits that change with the site's hostname, port or root; empty: no site."""
    if root is None:
        return ""
    return hashlib.sha256(f"{root.root_url}\n{root.root_path}".encode()).hexdigest()


@compiled_by_key
def _sites() -> QuerySet[Site]:
    """The most specific first."""
    sites = Site.objects.select_related("root_page__locale")
    return sites.order_by("-root_page__url_path", "-is_default_site", "hostname")


@compiled_by_key
def _versions(*keys: UUID) -> QuerySet[Any, tuple[UUID, str, str]]:
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(translation_key__in=keys)
    return pages.order_by("pk").values_list("translation_key", "url_path", "locale__language_code")


def _with_translations(sites: Sequence[Site]) -> list[SiteRootPath]:
    """Each site's root and, where Wagtail speaks several languages, the translations of that root."""
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return [
            SiteRootPath(site.pk, site.root_page.url_path, site.root_url, site.root_page.locale.language_code)
            for site in sites
        ]
    versions = _versions(*{site.root_page.translation_key for site in sites})
    return [
        SiteRootPath(site.pk, url_path, site.root_url, language)
        for site in sites
        for key, url_path, language in versions
        if key == site.root_page.translation_key
    ]
