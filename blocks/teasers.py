"""Related news as teasers: what the page, the APIs and the payload show, resolved once for all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.translation import get_language

from newswire.blocks.addresses import web_address
from newswire.blocks.page_language import page_language
from newswire.blocks.renditions import PictureData
from newswire.blocks.source import Source
from newswire.blocks.visible import TEASER_PICTURE, prefetch_teaser_pictures

LIMIT = 5


@dataclass(frozen=True)
class Teaser:
    """One related item. `position` counts from 1; `url` is as `Page.url` gives it, so perhaps
    without a host; `page_id` and `image` are None, `site` is set, for an item outside the site."""

    position: int
    kind: Literal["manual", "auto"]
    external: bool
    page_id: int | None
    title: str
    summary: str
    url: str
    lang: str
    image: PictureData | None = None
    site: str = ""


def resolve_related(
    value: Any | None,
    page: Any | None,
    known: Mapping[int, Any] | None = None,
    source: Source | None = None,
) -> list[Teaser]:
    """The teasers of a related news block: chosen ones in their order, then automatic ones.

    At most five, each once, live and public, in the page's language, never the page or a version
    of it. A page chosen in another language gives way to its version in the page's language, and
    is left out where there is none. `value` None means automatic only (a page without the block);
    `page` None (a preview) leaves out what needs it. `known` spares looking up chosen pages.
    """
    source = source or Source()
    teasers = _without_repeats(_chosen(value, page, known, source))[:LIMIT]
    if page is not None and (value is None or value.get("automatic")):
        teasers += _automatic(page, teasers, source)
    return [replace(teaser, position=n) for n, teaser in enumerate(teasers, 1)]


def _chosen(value: Any, page: Any, known: Mapping[int, Any] | None, source: Source) -> Iterator[Teaser]:
    items = list(value.get("items") or []) if value else []
    picked = [item.value["page"] for item in items if item.block_type == "page"]
    wanted = _in_language_of(page, [one for one in picked if one], known, source)
    for item in items:
        if item.block_type == "outside":
            yield _outside_teaser(item.value, page)
        elif item.value["page"] and (target := wanted.get(item.value["page"].pk)):
            texts = (item.value.get("title"), item.value.get("summary"))
            yield _page_teaser(target, source, "manual", *texts)


def _in_language_of(
    page: Any, picked: list[Any], known: Mapping[int, Any] | None, source: Source
) -> dict[int, Any]:
    """Chosen page's id to the page that its teaser shows."""
    pages = source.visible({one.pk for one in picked}) if known is None else known
    shown = {one.pk: pages[one.pk] for one in picked if one.pk in pages}
    if page is not None:
        foreign = [one for one in picked if one.locale_id != page.locale_id]
        versions = source.versions(foreign, page.locale_id)
        shown |= {one.pk: versions.get(one.translation_key) for one in foreign}
        shown = {pk: one for pk, one in shown.items() if one and _may_stand_beside(page, one)}
    prefetch_teaser_pictures(shown.values())
    return shown


def _automatic(page: Any, teasers: list[Teaser], source: Source) -> list[Teaser]:
    used = {teaser.page_id for teaser in teasers if teaser.page_id} | ({page.pk} - {None})
    offered = source.offered(page, LIMIT - len(teasers), used)
    fit = [one for one in dict.fromkeys(offered) if one.pk not in used and _may_stand_beside(page, one)]
    fit = fit[: LIMIT - len(teasers)]
    prefetch_teaser_pictures(fit)
    return [_page_teaser(one, source, "auto") for one in fit]


def _may_stand_beside(page: Any, other: Any) -> bool:
    return other.locale_id == page.locale_id and other.translation_key != page.translation_key


def _page_teaser(
    target: Any,
    source: Source,
    kind: Literal["manual", "auto"],
    title: str | None = "",
    summary: str | None = "",
) -> Teaser:
    image = getattr(target, TEASER_PICTURE, None)
    return Teaser(
        position=0,
        kind=kind,
        external=False,
        page_id=target.pk,
        title=title or target.title,
        summary=summary or _summary(target),
        url=target.url or "",
        lang=target.locale.language_code,
        image=source.picture(image) if image else None,
    )


def _outside_teaser(item: Any, page: Any) -> Teaser:
    return Teaser(
        position=0,
        kind="manual",
        external=True,
        page_id=None,
        title=item.get("title") or "",
        summary=item.get("summary") or "",
        url=web_address(item.get("url")),
        lang=item.get("language") or page_language(page) or get_language() or "",
        site=item.get("site_name") or "",
    )


def _without_repeats(teasers: Iterator[Teaser]) -> list[Teaser]:
    """Each target once; what leads nowhere (a draft's empty row, a page outside every site) never."""
    once: dict[int | str, Teaser] = {}
    for teaser in teasers:
        if teaser.url:
            once.setdefault(teaser.page_id or teaser.url, teaser)
    return list(once.values())


def _summary(page: Any) -> str:
    """What the page type calls its summary: as it shows it, as it is typed, or for search engines."""
    names = ("summary_shown", "summary", "search_description")
    return next((text for name in names if (text := getattr(page, name, ""))), "")
