"""What the desk shows of an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newswire.publisher.languages.names import direction
from newswire.publisher.translating.desk import Article, Cell


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
    Cell.FALLBACK: CellWords(_("Missing, another is sent"), "resubmit"),
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
    def is_missing(self) -> bool:
        return self.state in (Cell.MISSING, Cell.FALLBACK)

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
        Shown(article, [ShownCell(article.cell(lang), lang, article.pages.get(lang)) for lang in langs])
        for article in articles
    ]
