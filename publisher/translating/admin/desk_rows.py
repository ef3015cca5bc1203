"""What the desk shows of an article, and what the address narrows it to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import swapper
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newswire.publisher.languages.names import direction
from newswire.publisher.translating.desk import Article, Cell, Filters


@dataclass(frozen=True)
class CellWords:
    word: str | Promise
    icon: str


CELLS = {
    Cell.SOURCE: CellWords(_("Source"), "pilcrow"),
    Cell.LIVE: CellWords(_("Up to date"), "circle-check"),
    Cell.STALE: CellWords(_("Out of date"), "warning"),
    Cell.NOT_COMPARED: CellWords(_("Not compared yet"), "help"),
    Cell.DRAFT: CellWords(_("Draft"), "draft"),
    Cell.OUTSIDE: CellWords(_("On another site"), "link-external"),
    Cell.ALIAS: CellWords(_("Alias"), "copy"),
    Cell.MISSING: CellWords(_("Missing"), "circle-plus"),
}


@dataclass(frozen=True)
class ShownCell:
    state: Cell
    lang: str
    page_id: int | None

    @property
    def word(self) -> str | Promise:
        return CELLS[self.state].word

    @property
    def icon(self) -> str:
        return CELLS[self.state].icon


@dataclass(frozen=True)
class Shown:
    article: Article
    cells: Sequence[ShownCell]

    @property
    def lang(self) -> str:
        return str(self.article.source.locale.language_code)

    @property
    def dir(self) -> str:
        return direction(self.lang)


def shown(articles: Iterable[Article], langs: Sequence[str]) -> list[Shown]:
    return [
        Shown(
            article,
            [
                ShownCell(article.cells.get(lang, Cell.MISSING), lang, article.pages.get(lang))
                for lang in langs
            ],
        )
        for article in articles
    ]


class Narrowing:
    """The address's query, as filters and as what the form shows again. What makes no sense is left out."""

    def __init__(self, request: HttpRequest) -> None:
        self.given = request.GET
        self.user = request.user
        self.query = request.GET.get("q", "").strip()[:200]
        self.topic = request.GET.get("topic", "").strip()[:200]
        self.days = _number(request.GET.get("days"))
        self.section = _number(request.GET.get("section"))
        self.owner = _number(request.GET.get("owner"))
        self.is_mine = "mine" in request.GET
        self.page = max(_number(request.GET.get("p")) or 1, 1)

    def filters(self) -> Filters:
        return Filters(
            query=self.query,
            topic=self.topic,
            days=self.days,
            owner=self.owner,
            section=_path(self.section),
            mine=self.user.pk if self.is_mine else None,
        )

    def states(self, allowed: Sequence[Cell]) -> list[Cell]:
        return [state for state in allowed if state in self.given.getlist("state")]

    def address(self, page: int) -> str:
        query = self.given.copy()
        query["p"] = str(page)
        return f"?{query.urlencode()}"

    @property
    def next(self) -> str:
        return self.address(self.page + 1)

    @property
    def previous(self) -> str:
        return self.address(self.page - 1) if self.page > 1 else ""

    @property
    def as_query(self) -> str:
        return self.given.urlencode()


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def _path(page_id: int | None) -> str:
    if page_id is None:
        return ""
    pages: Any = swapper.load_model("wagtailcore", "Page").objects
    return pages.filter(pk=page_id).values_list("path", flat=True).first() or "-"
