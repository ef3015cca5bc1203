"""Reading page and publication as of one moment, without holding anybody up.

PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a deferred transaction, which in WAL mode reads one
snapshot; the settings' IMMEDIATE would take the write lock for as long as a page renders.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

# PostgreSQL's SQLSTATE of a refused write, and of what is asked after the page's code has caught that.
REFUSED = frozenset({"25006", "25P02"})


@contextmanager
def reading() -> Iterator[None]:
    """One snapshot in which every write is refused: see `is_write_refused`.

    Inside another transaction it is that transaction, without a snapshot of its own.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with _deferred(), transaction.atomic():
            yield
    else:
        with transaction.atomic():
            _isolate("READ ONLY")
            yield


@contextmanager
def undoing() -> Iterator[None]:
    """One snapshot that may be written in, and of which nothing stays.

    For a page that writes each time it is shown: it counts its visitors, say. On SQLite it holds
    the write lock for as long.
    """
    with transaction.atomic():
        if connection.vendor != "sqlite" and not connection.savepoint_ids:
            _isolate("READ WRITE")
        yield
        transaction.set_rollback(True)


def is_write_refused(error: BaseException) -> bool:
    """Did something try to write within `reading()`? A page makes the renditions that are missing."""
    if not isinstance(error, DatabaseError):
        return False
    refused = getattr(error.__cause__, "sqlstate", None) in REFUSED
    return refused or "attempt to write a readonly database" in str(error)


def _isolate(access: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, {access}")


@contextmanager
def _deferred() -> Iterator[None]:
    connection.ensure_connection()
    sqlite: Any = connection
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        sqlite.transaction_mode = mode
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
