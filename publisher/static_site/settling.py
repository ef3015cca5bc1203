"""Makes a site's storage hold what its rows say, in an order in which no reader meets what is not there.

Pictures; pages that are new; lists, which lead to them; then pages that changed, and those that name them;
feeds with the text of all of these; at last what is gone goes, since nothing leads there any more.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from newswire.publisher.models import StaticFile, StaticPage

from . import pages, pictures, redirects
from .files import Files, Wanted, parts
from .front import Front, front, stylesheet
from .listings import Sheet
from .references import naming, unnamed_pictures
from .site import Site
from .whole import holding, whole_feeds

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
            gone = [page for page in touched if page.path is None]
            self._remove(gone)
            self._files.remove(holding(self._site, gone))
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
        found, there = front(self._site), self._lists()
        self._write_lists(found, there)
        self._write_pages(self._with_those_that_name_them(touched, changed, new))
        whole = whole_feeds(self._site, found.listings)
        self._write_sheets(whole, there)
        for step in _steps([page for page in live if page.pk not in self.failed]):
            self._look_at_the_clock()
            redirects.write(self._site, self._files, step)
        kept = {sheet.path for sheet in [*found.lists, *found.last, *whole]}
        self._files.remove([row for path, row in there.items() if path not in kept])

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

    def _lists(self) -> dict[str, StaticFile]:
        """Those that there are, or may be, by path."""
        rows = StaticFile.objects.filter(channel=self._site.channel_id, kind=StaticFile.Kind.LISTING)
        return {row.path: row for row in rows}

    def _write_lists(self, found: Front, there: dict[str, StaticFile]) -> None:
        """Nothing leads to a new one before those that were there do."""
        self._write_sheets([sheet for sheet in found.lists if sheet.path not in there], there)
        self._write_sheets([sheet for sheet in found.lists if sheet.path in there], there)
        self._write_sheets(found.last, there)

    def _write_sheets(self, wanted: Sequence[Sheet], there: dict[str, StaticFile]) -> None:
        for step in _steps([sheet for sheet in wanted if _is_stale(sheet, there.get(sheet.path))]):
            self._look_at_the_clock()
            self._files.write([_made(sheet) for sheet in step])

    def _remove(self, touched: Iterable[StaticPage]) -> None:
        """The files that pages do not have any more, and the pictures of those that are gone."""
        for step in _steps(list(touched)):
            self._files.remove(redirects.without_heirs(self._site, self._files, pages.gone(step)))
            for page in step:
                if page.path is None and page.pictures:
                    mine = set(page.pictures.values())
                    self._files.remove(unnamed_pictures(self._site.channel_id, mine))
                    page.pictures = {}
                    page.save(update_fields=["pictures"])

    def _look_at_the_clock(self) -> None:
        if not self._seconds_left():
            raise OutOfTime


def _is_stale(sheet: Sheet, row: StaticFile | None) -> bool:
    return row is None or not row.digest or row.recipe != sheet.recipe


def _made(sheet: Sheet) -> Wanted:
    kind, content = StaticFile.Kind.LISTING, sheet.make()
    return Wanted(sheet.path, kind, content, sheet.content_type, sheet.recipe, stale_at=sheet.stale_at)


def _steps(things: Sequence) -> Iterator[Sequence]:
    return (things[start : start + IN_A_STEP] for start in range(0, len(things), IN_A_STEP))
