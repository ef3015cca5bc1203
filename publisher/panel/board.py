"""All sites and one page: one sentence, and the sites in groups, what needs somebody first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from newswire.publisher.languages.names import direction, language_name
from newswire.publisher.models import Publication

from .reading import Reading
from .rows import Kind, Row, row_of
from .sentence import sentence
from .subject import Subject

TITLES = {
    Kind.NEEDS_YOU: gettext_lazy("Stopped, needs you"),
    Kind.RETRYING: gettext_lazy("Failed, will be tried again"),
    Kind.WAITING: gettext_lazy("Waiting"),
    Kind.ON_SITE: gettext_lazy("On the site"),
    Kind.OFF_SITE: gettext_lazy("Off the site"),
    Kind.NOT_YET: gettext_lazy("Not sent yet"),
    Kind.NOT_WANTED: gettext_lazy("Do not take this page"),
}
OPEN = (Kind.NEEDS_YOU, Kind.RETRYING)
QUIET = (Kind.NOT_WANTED, Kind.NOT_YET)
MOST_OF_A_VERSION = 20  # sites listed of another language's version; its own page has them all
MOST_OF_A_GROUP = 200  # sites listed: 50,000 would take an editor half a minute and 650 MiB to open


@dataclass(frozen=True)
class Group:
    kind: Kind
    rows: Sequence[Row]

    @property
    def title(self) -> str:
        return str(TITLES[self.kind])

    @property
    def is_open(self) -> bool:
        return self.kind in OPEN

    @property
    def shown(self) -> Sequence[Row]:
        return self.rows[:MOST_OF_A_GROUP]

    @property
    def unlisted(self) -> int:
        return len(self.rows) - len(self.shown)


@dataclass(frozen=True)
class Board:
    subject: Subject
    reading: Reading
    publication: Publication | None
    rows: Sequence[Row]

    @cached_property
    def groups(self) -> list[Group]:
        by_kind = [(kind, [row for row in self.rows if row.kind is kind]) for kind in Kind]
        return [Group(kind, rows) for kind, rows in by_kind if rows]

    @cached_property
    def wanted(self) -> list[Row]:
        return [row for row in self.rows if row.kind is not Kind.NOT_WANTED]

    @cached_property
    def failed(self) -> list[Row]:
        return [row for row in self.rows if row.failed and row.can_be_sent]

    @property
    def again(self) -> list[Row]:
        return [row for row in self.rows if row.is_told and row.can_be_sent]

    @property
    def sentence(self) -> str:
        return sentence(self)

    @property
    def preparing(self) -> bool:
        """Does dispatch still have to look at it?"""
        publication = self.publication
        return bool(publication and publication.generation > publication.settled and self.wanted)

    @property
    def render_error(self) -> str:
        return self.publication.render_error if self.publication and self.preparing else ""

    @property
    def moves(self) -> bool:
        """Will it look different by itself soon?"""
        return any(row.moves for row in self.rows) or (self.preparing and not self.render_error)

    @property
    def shown(self) -> list[Row]:
        """Of a language version: the sites that it concerns, those that need somebody first."""
        concerned = [row for group in self.groups if group.kind not in QUIET for row in group.rows]
        return concerned[:MOST_OF_A_VERSION]

    @property
    def language(self) -> str:
        return language_name(self.subject.lang, get_language() or "en")

    @property
    def dir(self) -> str:
        return direction(self.subject.lang)


def board_of(subject: Subject, reading: Reading) -> Board:
    rows = [row_of(channel, subject, reading) for channel in reading.audience.channels.values()]
    return Board(subject, reading, reading.publications.get(subject.page_id), rows)


def versions_of(subject: Subject, reading: Reading) -> list[Board]:
    """The other languages that were ever announced, by the names of their languages."""
    others = [
        board_of(Subject.of_publication(one), reading)
        for one in reading.publications.values()
        if one.page_id != subject.page_id and one.version
    ]
    return sorted(others, key=lambda board: board.language)


def next_step(board: Board) -> str:
    """What to do where no site gets the page; empty where one does."""
    if not board.rows:
        return _("No site receives this page yet.")
    if not board.wanted:
        return _("None of the sites takes this page. Each says below why not.")
    return ""
