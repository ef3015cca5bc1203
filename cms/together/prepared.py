"""Statements whose SQL Django makes once: for one article, making it costs more than all that it finds.

SQL depends on the shape of what is asked and not on the values in it. So the statement is made with values
that stand for others, which are found again among its parameters.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet

Make = Callable[..., QuerySet[Any]]
SHAPES = 256  # that a process keeps; what was used longest ago is made anew

# None is ever sent to the database. A text is one that LIKE reads as it stands.
STAND_IN: dict[type, Callable[[int], Any]] = {
    int: lambda number: 1_900_000_000 + number,
    str: lambda number: f"StandIn{number:05}",
    UUID: lambda number: UUID(int=(0x5EA1 << 112) + number),
}


@dataclass(frozen=True)
class Given:
    """A parameter that is the caller's."""

    number: int
    is_prefix: bool = False
    is_hex: bool = False  # a UUID where the database has no type for it

    def of(self, values: Sequence[Any], using: str) -> Any:
        value = values[self.number]
        if self.is_prefix:
            return f"{connections[using].ops.prep_for_like_query(value)}%"
        return value.hex if self.is_hex else value


@dataclass(frozen=True)
class Statement:
    using: str
    sql: str
    parameters: Sequence[Any]

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        given = [one.of(values, self.using) if isinstance(one, Given) else one for one in self.parameters]
        with connections[self.using].cursor() as cursor:
            cursor.execute(self.sql, given)
            return list(cursor.fetchall())


def rows_of(make: Make, shape: Hashable, *values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows that `make(shape, *values)` selects, as the database's driver gives them.

    `make` is a function of a module that depends on nothing else, and asks for each value as it is or as the
    beginning of a text. The values of one sequence are all int, all str or all UUID.
    """
    kinds = tuple((type(one[0]) if one else int, len(one)) for one in values)
    return _statement(make, shape, kinds).rows([value for one in values for value in one])


@lru_cache(maxsize=SHAPES)
def _statement(make: Make, shape: Hashable, kinds: Sequence[tuple[type, int]]) -> Statement:
    groups: list[list[Any]] = []
    for kind, count in kinds:
        first = sum(map(len, groups))
        groups.append([STAND_IN[kind](first + number) for number in range(count)])
    queryset = make(shape, *groups)
    sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
    given = _given([one for group in groups for one in group])
    found = tuple(given.get(one, one) for one in parameters)
    if {one.number for one in found if isinstance(one, Given)} != set(range(sum(map(len, groups)))):
        raise ValueError(f"{make.__qualname__} does not ask for all that it was given")
    return Statement(queryset.db, sql, found)


def _given(stand_ins: Sequence[Any]) -> dict[Any, Given]:
    found: dict[Any, Given] = {}
    for number, one in enumerate(stand_ins):
        found[one] = Given(number)
        if isinstance(one, str):
            found[f"{one}%"] = Given(number, is_prefix=True)
        elif isinstance(one, UUID):
            found[one.hex] = Given(number, is_hex=True)
    return found
