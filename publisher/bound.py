"""Statements whose parameters go beside them.

Django writes parameters into a statement's text for PostgreSQL, unless a whole project is told not to
(`server_side_binding`): the text of a thousand ids is then quoted here and parsed there. Each statement is
planned anew, with its parameters: a plan kept from when there was one channel takes five times as long for a
thousand.
"""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.utils import CursorWrapper


def cursor() -> CursorWrapper:
    """Of this thread's connection. Django's own on any other database, and where statements are logged: it
    knows no text of a statement whose parameters are not in it."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from psycopg import Cursor

    connection.ensure_connection()
    found: Any = Cursor(connection.connection)
    return connection.make_cursor(found)


def execute(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Runs one statement; its rows, if it returns any."""
    with cursor() as found:
        found.execute(sql, parameters)
        return found.fetchall() if found.description else []
