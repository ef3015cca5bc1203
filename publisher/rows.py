"""Many rows into one statement, the same on PostgreSQL and SQLite.

The ORM has no `UPDATE ... FROM`, and building its queries and objects for hundreds of rows costs more
than sending them does.
"""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from newswire.publisher import bound

Rows = Sequence[Sequence[Any]]

execute = bound.execute

# Until PostgreSQL 18 a sort that there is no way around seems so dear that its statement would be compiled.
IN_ORDER = ("enable_sort", "jit")


def cte(name: str, columns: Mapping[str, str], rows: Rows) -> tuple[str, list[Any]]:
    """`name (columns) AS (...)` for a WITH, and its parameters. `columns` maps names to PostgreSQL's types.

    `rows` must not be empty. One alone is a text of its own, without arrays: its plan may be kept.
    """
    head = f"{name} ({', '.join(columns)}) AS "
    if connection.vendor == "postgresql":
        if len(rows) == 1:
            cells = ", ".join(f"%s::{kind}" for kind in columns.values())
            return f"{head}(SELECT {cells})", [_alike(cell) for cell in rows[0]]
        source, parameters = _unnested(columns, rows)
        return head + source, parameters
    marks = "(" + ", ".join(["%s"] * len(columns)) + ")"
    return f"{head}(VALUES {', '.join([marks] * len(rows))})", [value(v) for row in rows for v in row]


def _unnested(columns: Mapping[str, str], rows: Rows) -> tuple[str, list[Any]]:
    """Arrays, but for columns that hold the same in every row: those are a value each. Most are."""
    picked: list[str] = []
    names: list[str] = []
    arrays: list[str] = []
    alike: list[Any] = []
    texts: list[str] = []
    for (name, kind), cells in zip(columns.items(), zip(*rows, strict=True), strict=True):
        if arrays and cells.count(cells[0]) == len(cells):
            picked.append(f"%s::{kind}")
            alike.append(_alike(cells[0]))
        else:
            picked.append(name)
            names.append(name)
            arrays.append(f"%s::{kind}[]")
            texts.append(_array(kind, cells))
    given = f"unnest({', '.join(arrays)}) AS one ({', '.join(names)})"
    return f"(SELECT {', '.join(picked)} FROM {given})", [*alike, *texts]


def id_array(ids: Iterable[int]) -> str:
    """PostgreSQL's text for an array of them; psycopg takes four times as long over it."""
    return "{" + ",".join(map(str, ids)) + "}"


def _alike(cell: Any) -> Any:
    """psycopg takes a number for a smallint, an int or a bigint, and would have a plan kept for each."""
    return str(cell) if isinstance(cell, int) else cell


def _array(kind: str, cells: Sequence[Any]) -> str:
    if kind == "bigint" and None not in cells:
        return id_array(cells)
    texts = {cell: _cell(cell) for cell in set(cells)}  # most columns hold few different values
    return "{" + ",".join([texts[cell] for cell in cells]) + "}"


def _cell(cell: Any) -> str:
    if cell is None:
        return "NULL"
    if isinstance(cell, str):
        return '"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f'"{cell}"' if isinstance(cell, datetime) else str(cell)


def among(column: str, ids: Iterable[int]) -> tuple[str, list[Any]]:
    """`column IN (...)` and its parameters. One parameter: hundreds would be parsed one by one."""
    ids = list(ids)
    if connection.vendor == "postgresql":
        if len(ids) == 1:
            return f"{column} = %s", [_alike(ids[0])]
        return f"{column} = ANY(%s::bigint[])", [id_array(ids)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(ids)]


def given(ids: Iterable[int]) -> RawSQL:
    """A subquery of these ids, for the ORM's `__in`: one parameter. SQLite takes 32,766, and no more."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [id_array(ids)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


def skip_locked(table: str) -> str:
    """Locks what nobody else holds, and waits for nothing. SQLite has one writer at a time and needs none."""
    return f"FOR NO KEY UPDATE OF {table} SKIP LOCKED" if connection.vendor == "postgresql" else ""


def locked(table: str) -> str:
    """Waits for its locks: only in the order of ids, as everybody who waits must."""
    return f"FOR NO KEY UPDATE OF {table}" if connection.vendor == "postgresql" else ""


def now(ago: timedelta = timedelta(0), constant: bool = False) -> tuple[str, list[Any]]:
    """The present time within a statement, and its parameters: the database's clock, where it has one.

    `constant`: that of the statement's beginning, by which PostgreSQL may search an index.
    """
    if connection.vendor == "postgresql":
        clock = "statement_timestamp()" if constant else "clock_timestamp()"
        return (f"{clock} - %s", [ago]) if ago else (clock, [])
    return "%s", [value(timezone.now() - ago)]


def each_of(column: str, source: str, name: str) -> str:
    """`column IN (SELECT name FROM source)`, where PostgreSQL should look each up and read no more."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(ARRAY(SELECT {name} FROM {source}))"
    return f"{column} IN (SELECT {name} FROM {source})"


def unhurried(in_order: bool = False) -> str:
    """A column with the present Unix time; selecting it frees the commit from waiting for PostgreSQL's disk.

    `in_order`: and has the rest of the transaction read in the order of an index, where there is one that has
    the order asked for. By statistics of a quiet hour PostgreSQL would read all that is there and sort it.

    Null on SQLite. Evaluated once for all rows.
    """
    if connection.vendor != "postgresql":
        return "NULL"
    settings = ("synchronous_commit", *(IN_ORDER if in_order else ()))
    off = " AND ".join(f"set_config('{name}', 'off', true) = 'off'" for name in settings)
    return f"(SELECT extract(epoch FROM clock_timestamp())::float8 WHERE {off})"


def value(plain: Any) -> Any:
    """A parameter as this database stores it."""
    if isinstance(plain, datetime) and connection.vendor != "postgresql":
        return connection.ops.adapt_datetimefield_value(plain)
    return plain


def with_times(found: Rows, *positions: int) -> Iterable[Sequence[Any]]:
    """Rows with timestamps at these positions, which SQLite gives as text or without a zone, in UTC."""
    return found if connection.vendor == "postgresql" else [_with_times(row, positions) for row in found]


def _with_times(row: Sequence[Any], positions: Sequence[int]) -> list[Any]:
    cells = list(row)
    for position in positions:
        cells[position] = _aware(cells[position])
    return cells


def _aware(cell: str | datetime | None) -> datetime | None:
    at = datetime.fromisoformat(cell) if isinstance(cell, str) else cell
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at
