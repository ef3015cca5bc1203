"""Statements whose parameters go beside them.

Django writes parameters into a statement's text for PostgreSQL, unless a whole project is told not to
(`server_side_binding`): the text of a thousand ids is then quoted here and parsed there, and no two
statements are alike. What goes through here can be planned once for a connection, which DATABASES' OPTIONS
allow with `prepare_threshold`; see docs/operators.md.
"""

from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper


def cursor() -> CursorWrapper:
    """Of this thread's connection; on any other database Django's own."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from psycopg import Cursor

    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(Cursor(connection.connection))


class Connection:
    """This thread's connection, with such cursors."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)

    def cursor(self) -> CursorWrapper:
        return cursor()
