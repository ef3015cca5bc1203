"""Emptying PostgreSQL between tests: only what was filled, since a TRUNCATE of every table takes 0.3 s."""

from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations


def only_filled(self: DatabaseOperations, style: Any, tables: list[str], **options: bool) -> list[str]:
    """In place of Django's `sql_flush`, with its signature. Sequences go on, as in Django's default."""
    names = [self.quote_name(table) for table in tables]
    with self.connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names))
        filled = [name for (name,) in cursor.fetchall()]
    if not filled:
        return []
    # Without its triggers a table may be emptied before those that point to it.
    return [
        "SET LOCAL session_replication_role = replica;",
        *(f"DELETE FROM {name};" for name in filled),
        "SET LOCAL session_replication_role = DEFAULT;",
    ]
