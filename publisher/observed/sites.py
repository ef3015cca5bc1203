"""Which site a page stands on: its root paths, read past Wagtail's cache.

Wagtail caches root paths for an hour. In a worker with a cache of its own (`LocMemCache`, Django's
default) a changed hostname would be wrong for that long, in what we send and in what templates link.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import swapper
from django.conf import settings
from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.models.sites import SiteRootPath

from newswire.publisher.compiled import compiled_by_key

_last_seen: tuple[SiteRootPath, ...] = ()


def root_paths() -> tuple[SiteRootPath, ...]:
    """`Site.get_site_root_paths()`, most specific first, as the database has them now: one query.

    Clears Wagtail's cache in this process where they differ from the last ones read.
    """
    global _last_seen
    found = tuple(_of_sites([_Root(*one) for one in _roots()]))
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


class _Root(NamedTuple):
    """A page that is a site's root, or translates one; once for each site that it is the root of."""

    page_id: int
    key: UUID
    url_path: str
    lang: str
    site_id: int | None
    hostname: str | None
    port: int | None


@compiled_by_key
def _roots() -> QuerySet[Any, tuple[Any, ...]]:
    """The most specific first."""
    roots = Site.objects.values("root_page__translation_key")
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(translation_key__in=roots)
    site = "sites_rooted_here"
    return pages.order_by("-url_path", f"-{site}__is_default_site", f"{site}__hostname").values_list(
        "pk",
        "translation_key",
        "url_path",
        "locale__language_code",
        f"{site}__pk",
        f"{site}__hostname",
        f"{site}__port",
    )


def _of_sites(roots: Sequence[_Root]) -> Iterator[SiteRootPath]:
    """Each site's root and, where Wagtail speaks several languages, the translations of that root."""
    speaks_several = getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    pages = sorted({one.page_id: one for one in roots}.values())
    for root in roots:
        if root.site_id is None:
            continue
        for page in pages if speaks_several else [root]:
            if page.key == root.key:
                url = _url(root.hostname, root.port)
                yield SiteRootPath(root.site_id, page.url_path, url, page.lang)


@lru_cache(maxsize=1024)
def _url(hostname: str, port: int) -> str:
    return str(Site(hostname=hostname, port=port).root_url)
