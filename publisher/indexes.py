"""Indexes that come and go while a site runs: on PostgreSQL without keeping writers out.

For a migration with `atomic = False`. SQLite has one writer at a time, and small tables.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex as PlainAddIndex
from django.db.migrations.operations import RemoveIndex as PlainRemoveIndex


class AddIndex(AddIndexConcurrently):
    """One that a break left half made, which PostgreSQL keeps and does not use, is made anew."""

    def database_forwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return PlainAddIndex.database_forwards(self, app_label, editor, *states)
        editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {editor.quote_name(self.index.name)}")
        return super().database_forwards(app_label, editor, *states)

    def database_backwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return PlainAddIndex.database_backwards(self, app_label, editor, *states)
        return super().database_backwards(app_label, editor, *states)


class RemoveIndex(RemoveIndexConcurrently):
    def database_forwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return PlainRemoveIndex.database_forwards(self, app_label, editor, *states)
        return super().database_forwards(app_label, editor, *states)

    def database_backwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, *states: Any) -> None:
        if editor.connection.vendor != "postgresql":
            return PlainRemoveIndex.database_backwards(self, app_label, editor, *states)
        return super().database_backwards(app_label, editor, *states)
