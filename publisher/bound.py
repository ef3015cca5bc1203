"""Statements whose parameters go beside them.

Django writes parameters into a statement's text for PostgreSQL, unless a whole project is told not to
(`server_side_binding`): the text of a thousand ids is then quoted here and parsed there. Each statement is
planned anew, with its parameters: a plan kept from when there was one channel takes five times as long for a
thousand. What is found by its key has one plan whatever is given, and planning takes longer than finding it:
workers may have that kept.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, OperationalError, connections
from django.db.backends.utils import CursorWrapper

NEVER = 2**31  # so often psycopg must see a statement before it has a plan kept of its own accord

_keeps_plans = False
_direct: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()


def keep_plans() -> None:
    """In this process and its children: those whose connections live long."""
    global _keeps_plans
    _keeps_plans = True


def is_direct() -> bool:
    """Is our connection one server process of PostgreSQL for as long as it lives? Not behind a pooler, which
    tells us another number than the process has."""
    connection = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    link = connection.connection
    if link not in _direct:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            _direct[link] = cursor.fetchone()[0] == link.info.backend_pid
    return _direct[link]


def cursor(keep_plan: bool = False) -> CursorWrapper:
    """Of this thread's connection. Django's own on any other database, and where statements are logged: it
    knows no text of a statement whose parameters are not in it."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    kind = _kinds()[keep_plan and _keeps_plans and is_direct()]
    return connection.make_cursor(kind(connection.connection))


@lru_cache(maxsize=1)
def _kinds() -> tuple[type[Any], type[Any]]:
    """One that plans anew, one that keeps plans. psycopg is there only where the database is PostgreSQL."""
    from psycopg import Cursor

    class Keeping(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
            self.connection.prepare_threshold = NEVER
            return super().execute(query, params, prepare=True)

    return Cursor, Keeping


def execute(sql: str, parameters: Sequence[Any], keep_plan: bool = False) -> list[tuple[Any, ...]]:
    """Runs one statement; its rows, if it returns any. `keep_plan`: it finds rows by their key.

    Raises OperationalError, as where the connection was lost, for a column that a migration has changed.
    """
    try:
        with cursor(keep_plan) as found:
            found.execute(sql, parameters)
            return found.fetchall() if found.description else []
    except NotSupportedError as error:  # "cached plan must not change result type"
        if not (keep_plan and _keeps_plans):
            raise
        connections[DEFAULT_DB_ALIAS].close()
        raise OperationalError(*error.args) from error
