"""Indexes that come and go while a site runs: on PostgreSQL without keeping writers out.

For a migration with `atomic = False`. Not `django.contrib.postgres`, which cannot be imported where no
psycopg is installed. SQLite has one writer at a time, and small tables.
"""

from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex as PlainAddIndex
from django.db.migrations.operations import RemoveIndex as PlainRemoveIndex
from django.db.migrations.state import ProjectState


class AddIndex(PlainAddIndex):
    atomic = False

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: ProjectState, after: ProjectState
    ) -> None:
        model = after.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(editor.connection.alias, model):
            # One that a break left half made, which PostgreSQL keeps and does not use, is made anew.
            editor.execute(f"DROP INDEX {_aside(editor)} IF EXISTS {editor.quote_name(self.index.name)}")
            editor.add_index(model, self.index, **_concurrently(editor))

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: ProjectState, after: ProjectState
    ) -> None:
        model = before.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(editor.connection.alias, model):
            editor.remove_index(model, self.index, **_concurrently(editor))


class RemoveIndex(PlainRemoveIndex):
    atomic = False

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: ProjectState, after: ProjectState
    ) -> None:
        model = before.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(editor.connection.alias, model):
            index = before.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            editor.remove_index(model, index, **_concurrently(editor))

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, before: ProjectState, after: ProjectState
    ) -> None:
        model = after.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(editor.connection.alias, model):
            index = after.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            editor.add_index(model, index, **_concurrently(editor))


def _concurrently(editor: BaseDatabaseSchemaEditor) -> dict[str, Any]:
    """For `add_index` and `remove_index`. Raises NotSupportedError within a transaction."""
    if editor.connection.vendor != "postgresql":
        return {}
    if editor.connection.in_atomic_block:
        raise NotSupportedError("The migration needs atomic = False.")
    return {"concurrently": True}


def _aside(editor: BaseDatabaseSchemaEditor) -> str:
    return "CONCURRENTLY" if _concurrently(editor) else ""
