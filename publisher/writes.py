"""Writes past the ORM, while everybody waits for the counter.

Many rows that differ in two or three columns only are one statement. The ORM makes an object of each and
prepares each of its columns: at a thousand channels that is three times the work of the database.
"""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Model

from newswire.publisher import rows

CHUNK = 5_000  # rows a statement: SQLite takes 32,766 parameters


# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses


def insert_alike(template: Model, columns: Mapping[str, str], values: rows.Rows, suffix: str = "") -> None:
    """Inserts a copy of `template` for each of `values`, which give its `columns`.

    `columns` maps names to PostgreSQL's types; `suffix` says in SQL what to do about conflicts. The
    primary key is the database's to give.
    """
    for start in range(0, len(values), CHUNK):
        _insert_alike(template, columns, values[start : start + CHUNK], suffix)


def _insert_alike(template: Model, columns: Mapping[str, str], values: rows.Rows, suffix: str) -> None:
    alike = alike_of(template, columns)
    names = ", ".join(f'"{name}"' for name in (*columns, *alike))
    picked = ", ".join([*(f"given.{name}" for name in columns), *["%s"] * len(alike)])
    source, parameters = rows.cte("given", columns, values)
    rows.execute(
        f'WITH {source} INSERT INTO "{template._meta.db_table}" ({names})'
        f" SELECT {picked} FROM given WHERE true {suffix}",
        [*parameters, *alike.values()],
        keep_plan=len(values) == 1,
    )


def alike_of(template: Model, but: Container[str]) -> dict[str, Any]:
    """What copies of it have in common, by column, as the database takes it: all `but` these and the key."""
    return {
        str(field.column): field.get_db_prep_save(field.pre_save(template, add=True), connection)
        for field in template._meta.concrete_fields
        if not field.primary_key and field.column not in but
    }


def insert(instance: Model) -> None:
    """Inserts one row, without signals; a key that the database gives is set."""
    fields = [
        field for field in instance._meta.concrete_fields if field.value_from_object(instance) is not None
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(field.pre_save(instance, add=True), connection) for field in fields]
    table, key = instance._meta.db_table, instance._meta.pk
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) RETURNING "{key.column}"'
    [(found,)] = rows.execute(sql, values, keep_plan=True)
    instance.pk = key.to_python(found)


def update(instance: Model, names: Iterable[str]) -> None:
    """Writes these attributes of a row that is there, without signals."""
    wanted = set(names)
    fields = [field for field in instance._meta.concrete_fields if field.attname in wanted]
    if fields:
        changes = ", ".join(f'"{field.column}" = %s' for field in fields)
        values = [field.get_db_prep_save(getattr(instance, field.attname), connection) for field in fields]
        table, key = instance._meta.db_table, instance._meta.pk.column
        rows.execute(
            f'UPDATE "{table}" SET {changes} WHERE "{key}" = %s', [*values, instance.pk], keep_plan=True
        )
