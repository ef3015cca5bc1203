"""Makes a site's storage hold what its rows say, in an order in which no reader meets what is not there.

Pictures; pages that are new; lists, which lead to them; then pages that changed, and those that name them;
at last what is gone goes, since nothing leads there any more.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from newswire.publisher.models import StaticFile, StaticPage

from . import pages, pictures
from .files import Files, Wanted, parts
from .front import sheets, stylesheet
from .listings import Sheet
from .references import naming, unnamed_pictures
from .site import Site

IN_A_STEP = 20  # files that are made, and written together, between two looks at the clock


class OutOfTime(Exception):
    """What was written stays, and what is left is found again by whoever settles the site next."""


class Settling:
    """`seconds_left` is asked before each step."""

    def __init__(self, site: Site, seconds_left: Callable[[], float]) -> None:
        self._site = site
        self._files = Files(site)
        self._seconds_left = seconds_left
        self.failed: set[int] = set()  # numbers of pages that could not be made

    def settle(self, touched: Sequence[StaticPage]) -> None:
        """All that follows from a change of these pages. Raises OutOfTime, StorageFailed.

        What is gone is removed even then: a takedown waits for nothing.
        """
        try:
            self._write(touched)
        except BaseException:
            self._remove([page for page in touched if page.path is None])
            raise
        self._remove(touched)
        self._files.remove(unnamed_pictures(self._site.channel_id))

    def _write(self, touched: Sequence[StaticPage]) -> None:
        live = [page for page in touched if page.path]
        self._files.write([stylesheet(self._site)])
        for page in live:
            self._look_at_the_clock()
            pictures.bring(self._files, page)
        new, changed = pages.split(self._files, live)
        self._write_pages(new)
        strays = self._write_lists()
        self._write_pages(self._with_those_that_name_them(touched, changed, new))
        for step in _steps([page for page in live if page.pk not in self.failed]):
            self._look_at_the_clock()
            pages.redirect(self._site, self._files, step)
        self._files.remove(strays)

    def _write_pages(self, wanted: Sequence[StaticPage]) -> None:
        for step in _steps(wanted):
            self._look_at_the_clock()
            self.failed |= pages.write(self._site, self._files, step)

    def _with_those_that_name_them(
        self, touched: Sequence[StaticPage], changed: Sequence[StaticPage], new: Sequence[StaticPage]
    ) -> list[StaticPage]:
        """New ones again: what they name may have become new after them."""
        found = {page.pk: page for page in [*changed, *new]}
        others = set(naming(self._site.channel_id, [page.publication for page in touched])) - found.keys()
        for part in parts(sorted(others)):
            found |= StaticPage.objects.in_bulk(part)
        return list(found.values())

    def _write_lists(self) -> list[StaticFile]:
        """Returns the files of lists that are no more."""
        there = {
            row.path: row
            for row in StaticFile.objects.filter(channel=self._site.channel_id, kind=StaticFile.Kind.LISTING)
        }
        lists, last = sheets(self._site)
        stale = [sheet for sheet in lists if self._is_stale(sheet, there)]
        # Nothing leads to a new one before those that were there do.
        self._write_sheets([sheet for sheet in stale if sheet.path not in there])
        self._write_sheets([sheet for sheet in stale if sheet.path in there])
        self._write_sheets([sheet for sheet in last if self._is_stale(sheet, there)])
        kept = {sheet.path for sheet in [*lists, *last]}
        return [row for path, row in there.items() if path not in kept]

    def _write_sheets(self, wanted: Sequence[Sheet]) -> None:
        for step in _steps(wanted):
            self._look_at_the_clock()
            self._files.write([_made(sheet) for sheet in step])

    def _is_stale(self, sheet: Sheet, there: dict[str, StaticFile]) -> bool:
        row = there.get(sheet.path)
        return row is None or not row.digest or row.recipe != sheet.recipe

    def _remove(self, touched: Iterable[StaticPage]) -> None:
        """The files that pages do not have any more, and the pictures of those that are gone."""
        for step in _steps(list(touched)):
            self._files.remove(pages.gone(step))
            for page in step:
                if page.path is None and page.pictures:
                    mine = set(page.pictures.values())
                    self._files.remove(unnamed_pictures(self._site.channel_id, mine))
                    page.pictures = {}
                    page.save(update_fields=["pictures"])

    def _look_at_the_clock(self) -> None:
        if not self._seconds_left():
            raise OutOfTime


def _made(sheet: Sheet) -> Wanted:
    return Wanted(sheet.path, StaticFile.Kind.LISTING, sheet.make(), sheet.content_type, sheet.recipe)


def _steps(things: Sequence) -> Iterator[Sequence]:
    return (things[start : start + IN_A_STEP] for start in range(0, len(things), IN_A_STEP))
