"""Reading page and publication as of one moment, without holding anybody up.

PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a deferred transaction, which in WAL mode reads one
snapshot; the settings' IMMEDIATE would take the write lock for as long as a page renders.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
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
        with _isolated(read_only=True), transaction.atomic():
            yield


@contextmanager
def undoing() -> Iterator[None]:
    """One snapshot that may be written in, and of which nothing stays.

    For a page that writes each time it is shown: it counts its visitors, say. On SQLite it holds
    the write lock for as long.
    """
    is_ours = connection.vendor != "sqlite" and not connection.in_atomic_block
    with _isolated(read_only=False) if is_ours else nullcontext(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def is_write_refused(error: BaseException) -> bool:
    """Did something try to write within `reading()`? A page makes the renditions that are missing."""
    if not isinstance(error, DatabaseError):
        return False
    refused = getattr(error.__cause__, "sqlstate", None) in REFUSED
    return refused or "attempt to write a readonly database" in str(error)


@contextmanager
def _isolated(read_only: bool) -> Iterator[None]:
    """Transactions that begin meanwhile: psycopg says so with BEGIN, where SET would be a statement more."""
    from psycopg import IsolationLevel  # there only where the database is PostgreSQL

    connection.ensure_connection()
    link: Any = connection.connection
    was = link.isolation_level, link.read_only
    link.isolation_level, link.read_only = IsolationLevel.REPEATABLE_READ, read_only
    try:
        yield
    finally:
        if not link.closed:
            link.isolation_level, link.read_only = was


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
