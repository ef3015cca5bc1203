import logging
from collections.abc import Callable, Iterable, Iterator

from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from newswire.publisher import seams

from .findings import Finding, error
from .tls import what_to_do

logger = logging.getLogger(__name__)

Examination = Callable[[], Iterable[Finding]]

_examinations: list[Examination] = []


def register(examination: Examination) -> Examination:
    """Adds an examination; they run in the order in which they were added."""
    seams.check_call(examination, (), "commands.md#findings-of-your-own")
    _examinations.append(examination)
    return examination


def examine(outside: bool = True) -> Iterator[Finding]:
    """Every finding of every examination. One that raises is itself a finding and stops no other; where it is
    the database that does not answer, that is said once, and what needs none is examined.

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
        secrets,
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
        secrets.known,
        *((certificates.examine, storages.examine) if outside else (certificates.known,)),
        pages.examine,
        steadiness.examine,
        takedowns.examine,
        mail.examine,
    )
    need_no_database = (settings.examine, broker.examine)
    is_away = False
    for examination in (*ours, *_examinations):
        if is_away and examination not in need_no_database:
            continue
        try:
            yield from examination()
        except Exception as raised:
            if isinstance(raised, OperationalError | InterfaceError) and _is_database_away():
                is_away = True
                yield error(
                    _("Database: it does not answer (%(error)s).") % {"error": raised},
                    what_to_do(
                        raised,
                        _("Start it, or correct DATABASES; then run this again, for the rest needs it."),
                    ),
                )
                continue
            if isinstance(raised, DatabaseError) and not database.is_migrated():
                continue  # a table or a column is missing: that migrations are, is said already
            logger.exception("an examination of newswire_doctor failed")
            words = _("%(name)s could not be examined: %(error)s") % {
                "name": examination.__module__.rpartition(".")[2],
                "error": raised,
            }
            yield error(words, _("The server's log has the whole error."))


def _is_database_away() -> bool:
    try:
        connection.close()
        connection.ensure_connection()
    except (OperationalError, InterfaceError):
        return True
    return False
