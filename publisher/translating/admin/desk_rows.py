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
    Cell.MACHINE: CellWords(_("Machine-made"), "cogs"),
}


@dataclass(frozen=True)
class ShownCell:
    state: Cell
    lang: str
    page_id: int | None
    is_machine_made: bool = False

    @property
    def word(self) -> str | Promise:
        return CELLS[self.state].word

    @property
    def words(self) -> str:
        """Without its icons: for a spreadsheet."""
        mark = [CELLS[Cell.MACHINE].word] if self.is_machine_made else []
        return ", ".join(map(str, [self.word, *mark]))

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
    return [Shown(article, [_cell(article, lang) for lang in langs]) for article in articles]


def _cell(article: Article, lang: str) -> ShownCell:
    return ShownCell(article.cell(lang), lang, article.pages.get(lang), lang in article.machine_made)
