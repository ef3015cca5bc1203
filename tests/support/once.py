"""What takes long to make is made once; later only its rows are put back, with their times moved on.

Pages are dear to make: to save and publish a few of them takes half a second of a processor.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

Row = tuple[Any, ...]
Rows = Mapping[Any, Row]  # by primary key


@dataclass(frozen=True)
class Table:
    name: str
    key: str  # the column of its primary key
    went: frozenset[Any]
    came: Rows

    def is_free(self) -> bool:
        """Nobody has a row of a number that is to come, but rows that go."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.key} FROM {self.name} WHERE {self._among(self.came)}", [*self.came])
            return {key for (key,) in cursor.fetchall()} <= self.went

    def put(self, age: timedelta) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self.name} WHERE {self._among(self.went)}", [*self.went])
            for row in self.came.values():
                moved = [value + age if isinstance(value, datetime) else value for value in row]
                marks = ", ".join(["%s"] * len(row))
                cursor.execute(f"INSERT INTO {self.name} VALUES ({marks})", moved)

    def _among(self, keys: Collection[Any]) -> str:
        return f"{self.key} IN ({', '.join(['%s'] * len(keys)) or 'NULL'})"


@dataclass(frozen=True)
class Made:
    at: datetime
    tables: list[Table]


_made: dict[tuple[str, bool], Made] = {}


def once(name: str, make: Callable[[], object]) -> None:
    """Leaves what `make` leaves. Before it stands nothing or what migrations left, and what `once` left."""
    kind = name, Group.objects.filter(name="Moderators").exists()  # which is Wagtail's migrations'
    known = _made.get(kind)
    if known is None:
        before = _everything()
        make()
        _made[kind] = Made(timezone.now(), _changed(before, _everything()))
    elif all(table.is_free() for table in known.tables):
        age = timezone.now() - known.at
        with transaction.atomic():
            for table in known.tables:
                table.put(age)
        cache.clear()  # of the root paths of sites
    else:  # another fixture has taken these numbers
        make()


def _everything() -> dict[tuple[str, str], Rows]:
    """By table and the column of its primary key."""
    found = {}
    quote = connection.ops.quote_name
    # SQLite's full text is filled by triggers.
    there = {name for name in connection.introspection.table_names() if not name.endswith("_fts")}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and model._meta.db_table in there:
                name, key = quote(model._meta.db_table), quote(model._meta.pk.column)
                cursor.execute(f"SELECT {key}, {name}.* FROM {name}")
                found[name, key] = {row[0]: row[1:] for row in cursor.fetchall()}
    return found


def _changed(before: dict[tuple[str, str], Rows], after: dict[tuple[str, str], Rows]) -> list[Table]:
    tables = []
    for (name, key), new in after.items():
        old = before[name, key]
        went = frozenset(one for one in old if new.get(one) != old[one])
        came = {one: row for one, row in new.items() if old.get(one) != row}
        if went or came:
            tables.append(Table(name, key, went, came))
    return tables
