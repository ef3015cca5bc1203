"""The files of pages."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from newswire.publisher.models import StaticFile, StaticPage
from newswire.publisher.models.static_site import INDEX
from newswire.publisher.profiles import html

from .files import Files, Wanted
from .localise import Own
from .paths import folder_of, slug_of
from .references import paths, targets
from .site import Site, recipe
from .words import HTML, written

logger = logging.getLogger("newswire.deliver")

PAGE = StaticFile.Kind.PAGE


def write(site: Site, files: Files, pages: Iterable[StaticPage]) -> set[int]:
    """Writes those that are made from something else than before.

    Returns the numbers of pages that cannot be made, each said in the log: the others go on. Raises
    StorageFailed.
    """
    listed = list(pages)
    links = shown_targets(site, listed)
    recipes = {
        page.file: recipe(site.fingerprint, page.digest, page.path, page.pictures, links[page.pk])
        for page in listed
    }
    fresh = files.fresh(recipes)
    wanted, failed = [], set()
    for page in listed:
        if page.file in fresh:
            continue
        try:
            content = made(site, page, links[page.pk])
        except Exception:
            logger.exception(
                "channel=%s publication=%s its page cannot be made", site.channel_id, page.publication
            )
            failed.add(page.pk)
        else:
            wanted.append(Wanted(page.file, PAGE, content, HTML, recipes[page.file], page.pk))
    files.write(wanted)
    return failed


def made(site: Site, page: StaticPage, links: Mapping[str, str]) -> bytes:
    """`links`: the folders of the publications that it names, as far as they are shown."""
    shown = seen(site, page, links)
    return written(site, "article.html", page.lang, {"data": shown, **html.article(shown)})


def text(site: Site, page: StaticPage, links: Mapping[str, str]) -> str:
    """What its page shows as the article, alone."""
    shown = seen(site, page, links)
    context = {"data": shown, **html.article(shown)}
    if context["is_whole"]:
        return str(context["html"])
    with override(page.lang or None):
        return render_to_string("newswire_publisher/profile/content.html", context)


def seen(site: Site, page: StaticPage, links: Mapping[str, str]) -> dict[str, Any]:
    """What was sent of it, with the site's own addresses."""
    data = page.data
    own = Own(
        {
            **{id: site.address(f"{path}/") for id, path in links.items()},
            str(page.publication): site.address(page.file),
        },
        _addresses(site, page, data),
    )
    return own.seen_from_here(data)


def shown_targets(site: Site, pages: Sequence[StaticPage]) -> dict[int, dict[str, str]]:
    """By the page's number: the publications that it names and that are shown, each with its folder."""
    named = targets(pages)
    standing = paths(site.channel_id, {name for names in named.values() for name in names})
    return {page.pk: {name: standing[name] for name in named[page.pk] if name in standing} for page in pages}


def _addresses(site: Site, page: StaticPage, data: Mapping[str, Any]) -> dict[str, str]:
    """What stood at an address of the newsroom's: its pictures, its lists, the page itself."""
    folder = folder_of(page.lang)
    found = {url: site.address(path) for url, path in page.pictures.items()}
    if all_news := data["allNews"]["url"]:
        found[all_news] = site.address(f"{folder}/")
        for topic in data["topics"]:
            found[f"{all_news}?topic={topic['slug']}"] = site.address(
                f"{folder}/topic/{slug_of(topic['slug'])}/"
            )
    if data["url"]:
        found[data["url"]] = site.address(page.file)
    return found


def gone(pages: Iterable[StaticPage]) -> list[StaticFile]:
    """The files of pages that should not be seen any more, or stand elsewhere without a redirect."""
    found = []
    for page in pages:
        should = {page.file, *(f"{path}{INDEX}" for path in page.previous)} if page.path else set()
        found += [row for row in page.files.all() if row.path not in should]
    return found


def split(files: Files, pages: Iterable[StaticPage]) -> tuple[list[StaticPage], list[StaticPage]]:
    """Those whose file is not there yet, and the others."""
    listed = list(pages)
    there = {
        path
        for path, row in files.known(page.file for page in listed).items()
        if row.digest and row.kind == PAGE
    }
    return [page for page in listed if page.file not in there], [
        page for page in listed if page.file in there
    ]
