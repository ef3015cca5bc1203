"""The pages that lead on from where a page stood before."""

from collections.abc import Iterable, Sequence

from newswire.publisher.models import StaticFile, StaticPage
from newswire.publisher.models.static_site import INDEX

from .files import Files, StorageFailed, Wanted
from .references import shown
from .site import Site
from .words import HTML, written


def write(site: Site, files: Files, pages: Iterable[StaticPage]) -> None:
    """At each address where a page stood, unless another stands there now. Raises StorageFailed."""
    listed = {f"{path}{INDEX}": page for page in pages for path in page.previous}
    taken = files.known(listed)
    files.write(
        [
            _redirect(site, file, page)
            for file, page in listed.items()
            if not (file in taken and _is_anothers(taken[file], page))
        ]
    )


def without_heirs(site: Site, files: Files, gone: Sequence[StaticFile]) -> list[StaticFile]:
    """Of files that go, those that nothing takes the place of; the others lead on from now on.

    Where a page went, one that stood there before it may still be live: its redirect is back. A redirect
    that cannot be written is none: what goes, goes.
    """
    heirs = _heirs(site, [row.path for row in gone])
    try:
        files.write([_redirect(site, file, page) for file, page in heirs.items()])
    except StorageFailed:
        return list(gone)
    return [row for row in gone if row.path not in heirs]


def _heirs(site: Site, paths: Sequence[str]) -> dict[str, StaticPage]:
    if not paths:
        return {}
    moved = shown(site.channel_id).exclude(previous=[]).order_by("modified_at", "pk")
    found: dict[str, int] = {}
    for number, previous in moved.values_list("pk", "previous"):
        found |= {file: number for path in previous if (file := f"{path}{INDEX}") in paths}
    pages = StaticPage.objects.in_bulk(found.values())
    return {file: pages[number] for file, number in found.items()}


def _redirect(site: Site, file: str, page: StaticPage) -> Wanted:
    context = {"title": page.teaser["title"], "url": site.address(page.file)}
    content = written(site, "moved.html", page.lang, context)
    return Wanted(file, StaticFile.Kind.REDIRECT, content, HTML, "", page.pk)


def _is_anothers(row: StaticFile, page: StaticPage) -> bool:
    return row.kind == StaticFile.Kind.PAGE and row.page_id != page.pk
