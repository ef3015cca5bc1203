"""Rows that the database makes of other rows: millions of them in minutes."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

# Those of a table but its primary key's, with what makes each again.
INDEXES = """SELECT made.relname, pg_get_indexdef(made.oid), rule.conname, pg_get_constraintdef(rule.oid)
    FROM pg_index AS one JOIN pg_class AS made ON made.oid = one.indexrelid
    LEFT JOIN pg_constraint AS rule ON rule.conindid = made.oid AND rule.conrelid = one.indrelid
        AND rule.contype = 'u'
    WHERE one.indrelid = %s::regclass AND NOT one.indisprimary"""


def insert(model: type, values: Mapping[str, str], source: str) -> None:
    """A row for each of `source`, which begins with FROM. What `values` does not name has its default."""
    meta = model._meta  # type: ignore[attr-defined]
    given = dict(values)
    for field in meta.local_concrete_fields:
        if field.column not in given and not field.primary_key and not field.null:
            given[field.column] = literal(field.get_db_prep_save(field.get_default(), connection))
    run(f'INSERT INTO "{meta.db_table}" ({names(given)}) SELECT {", ".join(given.values())} {source}')


def literal(value: object) -> str:
    plain = getattr(value, "obj", value)  # of a JSON column
    if isinstance(plain, list | dict):
        return f"'{json.dumps(plain)}'::jsonb"
    return repr(plain) if isinstance(plain, str | int | float) else f"'{plain}'"


def names(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def run(statement: str, parameters: Any = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def without_indexes(*models: type) -> Iterator[None]:
    """They are made again at the end, which is several times as fast as row by row. No key is checked."""
    tables = [model._meta.db_table for model in models]  # type: ignore[attr-defined]
    with transaction.atomic():
        run("SET LOCAL session_replication_role = replica")
        run("SET LOCAL maintenance_work_mem = '512MB'")
        found = [(table, *one) for table in tables for one in run(INDEXES, [table])]
        for table, index, _, rule, _ in found:
            run(f'ALTER TABLE "{table}" DROP CONSTRAINT "{rule}"' if rule else f'DROP INDEX "{index}"')
        yield
        for table, _, definition, rule, constraint in found:
            run(f'ALTER TABLE "{table}" ADD CONSTRAINT "{rule}" {constraint}' if rule else definition)
    _wait_for_those_who_looked_before()


def _wait_for_those_who_looked_before() -> None:
    """While a transaction goes on that is older than an index, PostgreSQL may plan without it."""
    ((made,),) = run("SELECT pg_current_xact_id()::text::bigint")
    while run("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")[0][0] <= made:
        time.sleep(0.1)


def copies(model: type, key: object, count: int, values: Mapping[str, str]) -> None:
    """So many copies of one row. `values` are what must differ, by column: `n` is the copy's number."""
    meta = model._meta  # type: ignore[attr-defined]
    columns = [field.column for field in meta.local_concrete_fields]
    chosen = ", ".join(values.get(column, f'one."{column}"') for column in columns)
    run(
        f'INSERT INTO "{meta.db_table}" ({names(columns)}) SELECT {chosen}'
        f' FROM "{meta.db_table}" AS one, generate_series(1, {count}) AS n WHERE one."{meta.pk.column}" = %s',
        [key],
    )
