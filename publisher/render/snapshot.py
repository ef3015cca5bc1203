"""Reading page and publication as of one moment, without holding anybody up.

PostgreSQL: REPEATABLE READ, READ ONLY. SQLite: a deferred transaction, which in WAL mode reads one
snapshot; the settings' IMMEDIATE would take the write lock for as long as a page renders.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection, transaction

READ_ONLY_SQL_TRANSACTION = "25006"  # PostgreSQL's SQLSTATE


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
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def is_write_refused(error: BaseException) -> bool:
    """Did something try to write within `reading()`? A page makes the renditions that are missing."""
    if not isinstance(error, DatabaseError):
        return False
    refused = getattr(error.__cause__, "sqlstate", None) == READ_ONLY_SQL_TRANSACTION
    return refused or "attempt to write a readonly database" in str(error)


@contextmanager
def _deferred() -> Iterator[None]:
    connection.ensure_connection()
    mode = connection.transaction_mode  # type: ignore[attr-defined]
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
    try:
        yield
    finally:
        connection.transaction_mode = mode  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = OFF")
