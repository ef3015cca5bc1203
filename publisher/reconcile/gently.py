"""Transactions that give up before an editor notices them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

# Well below PostgreSQL's `deadlock_timeout` (1 s): in a deadlock we are gone before it picks a victim.
PATIENCE = "200ms"


class Dropped(Exception):
    """The database was busy there; what was meant is found again in the next round."""


@contextmanager
def gently() -> Iterator[None]:
    """A short transaction. Raises Dropped on a lock timeout, a deadlock or a busy SQLite."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            yield
    except OperationalError as error:
        raise Dropped(str(error)) from error
