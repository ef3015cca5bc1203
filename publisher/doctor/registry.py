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
    # Its modules read models, and a host's app may register an examination before those are loaded.
    from .examinations import NEED_NO_DATABASE, ours

    is_away = False
    for examination in (*ours(outside), *_examinations):
        if is_away and examination not in NEED_NO_DATABASE:
            continue
        try:
            yield from examination()
        except Exception as raised:
            if _is_database_away(raised):
                is_away = True
                yield _away(raised)
            else:
                yield from _failed(examination, raised)


def _is_database_away(raised: Exception) -> bool:
    if not isinstance(raised, OperationalError | InterfaceError):
        return False
    try:
        connection.close()
        connection.ensure_connection()
    except (OperationalError, InterfaceError):
        return True
    return False


def _away(raised: Exception) -> Finding:
    otherwise = _("Start it, or correct DATABASES; then run this again, for the rest needs it.")
    return error(
        _("Database: it does not answer (%(error)s).") % {"error": raised}, what_to_do(raised, otherwise)
    )


def _failed(examination: Examination, raised: Exception) -> Iterator[Finding]:
    if isinstance(raised, DatabaseError) and _lacks_migrations():
        return  # a table or a column is missing: that migrations are, is said already
    logger.error("an examination of newswire_doctor failed", exc_info=raised)
    name = examination.__module__.rpartition(".")[2]
    words = _("%(name)s could not be examined: %(error)s") % {"name": name, "error": raised}
    yield error(words, _("The server's log has the whole error."))


def _lacks_migrations() -> bool:
    from .database import is_migrated

    try:
        return not is_migrated()
    except Exception:  # migrations that depend on each other: said already
        return False
