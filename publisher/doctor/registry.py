import logging
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from .findings import Finding, error

logger = logging.getLogger(__name__)

Examination = Callable[[], Iterable[Finding]]

_examinations: list[Examination] = []


def register(examination: Examination) -> Examination:
    """Adds an examination; they run in the order in which they were added."""
    _examinations.append(examination)
    return examination


def examine(outside: bool = True) -> Iterator[Finding]:
    """Every finding of every examination. One that raises is itself a finding and stops no other.

    Without `outside` no site's server or storage is asked: that may take minutes, and leaves traces there.
    """
    from . import (
        addresses,
        backlog,
        broker,
        certificates,
        channels,
        database,
        machine,
        mail,
        pages,
        processes,
        settings,
        steadiness,
        storages,
        takedowns,
    )

    ours: tuple[Examination, ...] = (
        settings.examine,
        database.examine,
        machine.examine,
        broker.examine,
        processes.examine,
        backlog.examine,
        addresses.examine,
        channels.examine,
        *((certificates.examine, storages.examine) if outside else (certificates.known,)),
        pages.examine,
        steadiness.examine,
        takedowns.examine,
        mail.examine,
    )
    for examination in (*ours, *_examinations):
        try:
            yield from examination()
        except Exception as raised:
            logger.exception("an examination of newswire_doctor failed")
            words = _("%(name)s could not be examined: %(error)s") % {
                "name": examination.__module__.rpartition(".")[2],
                "error": raised,
            }
            yield error(words, _("The server's log has the whole error."))
