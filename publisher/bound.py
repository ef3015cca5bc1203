"""Statements whose parameters go beside them.

Django writes parameters into a statement's text for PostgreSQL, unless a whole project is told not to
(`server_side_binding`): the text of a thousand ids is then quoted here and parsed there.

Workers may have plans kept: for what a publish asks, planning takes as long as finding. A plan that was made
while tables were small takes five times as long for a thousand channels. So none is kept for longer than
PLANS_LAST, and what takes many rows has one for each order of magnitude (deliver/rows.py).
"""

import time
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Self
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, OperationalError, connections
from django.db.backends.utils import CursorWrapper

NEVER = 2**31  # so often psycopg must see a statement before it has a plan kept of its own accord
PLANS_LAST = 10.0  # seconds

_keeps_plans = False
_direct: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()
_planned_at: WeakKeyDictionary[Any, float] = WeakKeyDictionary()


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
            now = time.monotonic()
            if now - _planned_at.setdefault(self.connection, now) > PLANS_LAST:
                _planned_at[self.connection] = now
                super().execute("DISCARD PLANS", prepare=False)
            return super().execute(query, params, prepare=True)

    return Cursor, Keeping


def execute(sql: str, parameters: Sequence[Any], keep_plan: bool = True) -> list[tuple[Any, ...]]:
    """Runs one statement; its rows, if it returns any. `keep_plan`: its plan is good for any parameters.

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
