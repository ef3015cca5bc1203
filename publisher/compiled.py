"""Queries whose SQL is built once for a process.

Django builds the SQL of a queryset each time it is run. For the short queries that every publish runs,
that takes longer than the database does.

May be compiled: a function that gives the same statement whatever it is given. It is called once for each
number of arguments, with markers in their place: it may compare them with columns (equal, less, in), and
look at them no further. So no `if`, no None, no pattern of LIKE, and the clock, a setting or the id of a
content type only as an argument. What takes a list takes `*values`, a few at the most. None is distinct and
ordered by what it does not select: its rows would be too long.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from functools import update_wrapper
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Expression, QuerySet

from . import bound

Row = TypeVar("Row")


class _Given(Expression):
    """The place of an argument."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class _Statement(NamedTuple):
    queryset: Any
    compiler: Any  # set up by its one `as_sql`: it knows which columns come back, and as what
    sql: str
    parameters: Sequence[Any]
    converters: dict[int, Any]  # of its columns, by their places: a third of a short query's time to find

    def filled(self, values: Sequence[Any]) -> tuple[Any, ...]:
        stored = [_stored(value) for value in values]
        return tuple(stored[one.position] if isinstance(one, _Given) else one for one in self.parameters)


class Compiled(Generic[Row]):
    """Calling it runs the query: a list of what the queryset would have given."""

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], by_key: bool = False) -> None:
        update_wrapper(self, build)
        self._by_key = by_key
        self._build = build
        self._statements: dict[tuple[str, int], _Statement] = {}

    def __call__(self, *values: Any) -> list[Row]:
        try:
            statement = self._statement(len(values))
        except EmptyResultSet:  # in a list of nothing
            return []
        found = bound.execute(statement.sql, statement.filled(values), keep_plan=self._by_key)
        if not found:
            return []
        compiler = copy(statement.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # this thread's
        compiler.get_converters = lambda expressions: statement.converters
        compiler.execute_sql = lambda *args, **kwargs: [found]
        queryset = statement.queryset._chain()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)

    def first(self, *values: Any) -> Row | None:
        """For a query that is limited to one row."""
        return next(iter(self(*values)), None)

    def get(self, *values: Any) -> Row:
        """The same where there must be one. Raises the model's DoesNotExist."""
        for row in self(*values):
            return row
        raise self._statement(len(values)).queryset.model.DoesNotExist

    def sql(self, *values: Any) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters, as a part of another statement."""
        statement = self._statement(len(values))
        return statement.sql, statement.filled(values)

    def _statement(self, count: int) -> _Statement:
        key = connection.vendor, count
        if key not in self._statements:
            queryset = self._build(*map(_Given, range(count)))
            compiler = queryset.query.get_compiler(connection=connections[DEFAULT_DB_ALIAS])
            sql, parameters = compiler.as_sql()
            columns = [column for column, *_ in compiler.select]
            converters = compiler.get_converters(columns)
            self._statements[key] = _Statement(queryset, compiler, sql, parameters, converters)
        return self._statements[key]


def compiled(build: Callable[..., QuerySet[Any, Row]]) -> Compiled[Row]:
    """Decorates a function that gives a queryset. See above for what it may do."""
    return Compiled(build)


def compiled_by_key(build: Callable[..., QuerySet[Any, Row]]) -> Compiled[Row]:
    """The same for what is found by its key, or in a table of a few rows: its plan may be kept, too."""
    return Compiled(build, by_key=True)


def _stored(value: Any) -> Any:
    """A parameter as this database stores it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
