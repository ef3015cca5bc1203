"""An article as its page shows it: the received body, seen from this site's own addresses."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from downstream import catalogue
from downstream.markup import Markup
from downstream.site import news_path, path_of

Link = dict[str, Any]


@dataclass(frozen=True)
class Article:
    """`data` is what was received. `html` and the links point at this site where it has the target;
    `contains` are the class names and tags in the html, which the page does not repeat."""

    data: dict[str, Any]
    path: str
    html: str
    contains: frozenset[str]
    versions: list[Link]
    related: list[Link]
    full: list[Link]

    @classmethod
    def read(cls, db: sqlite3.Connection, row: sqlite3.Row) -> Self:
        """`row` is a live article's."""
        return cls._seen(
            db, json.loads(row["data"]), row["id"], row["lang"], path_of(row["lang"], row["slug"])
        )

    @classmethod
    def draft(cls, db: sqlite3.Connection, id: str, data: dict[str, Any]) -> Self:
        """One that is not kept, and stands at no address of this site yet."""
        return cls._seen(db, data, id, data["lang"], news_path(data["lang"]))

    @classmethod
    def _seen(cls, db: sqlite3.Connection, data: dict[str, Any], id: str, lang: str, path: str) -> Self:
        markup = Markup(data.get("html") or "")
        versions, related, full = (
            data.get(name) or [] for name in ("languageVersions", "related", "fullArticle")
        )
        ids = {_id(link) for link in [*versions, *related, *full]}
        held = catalogue.live(db, ids | markup.targets)
        paths = {id: path_of(found["lang"], found["slug"]) for id, found in held.items()}
        all_news = (data.get("allNews") or {}).get("url") or ""
        return cls(
            data=data,
            path=path,
            html=markup.pointing_at(paths | {all_news: news_path(lang)}),
            contains=frozenset(markup.classes | markup.tags),
            versions=_pointed((link for link in versions if not _is_self(link, id, lang)), paths),
            related=_pointed(related, paths),
            full=_pointed(full, paths),
        )

    @property
    def lead(self) -> dict[str, Any] | None:
        """The lead picture, unless the html already shows it."""
        picture = lead_picture(self.data)
        shown = picture and any(r["url"] in self.html for r in renditions(picture))
        return None if shown else picture


def lead_picture(data: dict[str, Any]) -> dict[str, Any] | None:
    """The picture that stands for the article in a list."""
    leads = [image for image in data.get("images") or [] if image.get("role") == "lead"]
    return next((image for image in leads if renditions(image)), None)


def renditions(picture: dict[str, Any]) -> list[dict[str, Any]]:
    """The picture's whole view, the narrowest first: WebP where there is, never the fixed crops."""
    found = [r for r in picture.get("renditions") or [] if r.get("url") and r.get("width")]
    scaled = [r for r in found if str(r.get("name")).startswith("webp-")]
    return sorted(scaled or found[:1], key=lambda rendition: rendition["width"])


def _id(link: Link) -> str:
    return (link.get("id") or "").lower()


def _is_self(link: Link, id: str, lang: str) -> bool:
    return _id(link) == id or (link.get("lang") or "").lower() == lang.lower()


def _pointed(links: Iterable[Link], paths: dict[str, str]) -> list[Link]:
    """Each link with `held`, whether this site has its target, and then our address in `url`."""
    return [
        {**link, "held": _id(link) in paths, "url": paths.get(_id(link), link.get("url"))} for link in links
    ]
