"""Migrations that are safe for a running site: no long lock on a large table, and old code can go on.

Read from the operations themselves. What was there before the first release is as it is.
"""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.core import checks
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from newswire.publisher.indexes import AddIndex, RemoveIndex

APPS = ("newswire.publisher", "newswire.cms", "newswire.cms.pages")
# The last of each app in the first release; None: nothing was released, so no running site is before any.
FIRST_RELEASE: dict[str, int | None] = dict.fromkeys(APPS)
LARGE = {"delivery", "attempt", "event", "payload", "copy", "publication"}
SMALL_OPERATIONS = (
    migrations.CreateModel,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    RemoveIndexConcurrently,
    RemoveIndex,
)


def operations() -> Iterator[tuple[str, int, str, Operation, bool]]:
    """App, number, name, operation, and whether it runs in a transaction."""
    for app in APPS:
        package = import_module(f"{app}.migrations")
        for module in iter_modules(package.__path__):
            if module.name[:4].isdigit():
                migration = import_module(f"{package.__name__}.{module.name}").Migration
                for operation in migration.operations:
                    yield app, int(module.name[:4]), module.name, operation, migration.atomic


def problems(released_alone: bool) -> dict[str, str]:
    found = {}
    for app, number, name, operation, atomic in operations():
        first = FIRST_RELEASE[app]
        judged = not released_alone or (first is not None and number > first)
        if judged and (why := problem(operation, atomic)):
            found[f"{name}: {operation.describe()}"] = why
    return found


def problem(operation: Operation, atomic: bool = True) -> str:
    """Why it must not run on a live site; empty where it may."""
    if isinstance(operation, migrations.SeparateDatabaseAndState):
        return next(filter(None, (problem(one, atomic) for one in operation.database_operations)), "")
    if isinstance(operation, migrations.AddField):
        return _added(operation.field)
    if isinstance(operation, migrations.RunPython):
        return "" if not atomic else "data is moved in one transaction: atomic = False, in steps"
    if isinstance(operation, migrations.RunSQL):
        return "" if "lock_timeout" in str(operation.sql) else "SQL without a lock_timeout"
    if isinstance(operation, AddIndexConcurrently | AddIndex):  # is a plain one, too
        return ""
    if isinstance(operation, migrations.AddIndex | migrations.AddConstraint | migrations.AlterField):
        large = operation.model_name.lower() in LARGE
        return "locks a large table: CONCURRENTLY, NOT VALID, or a new column" if large else ""
    return "" if isinstance(operation, SMALL_OPERATIONS) else "old code may still need it"


def _added(field: models.Field) -> str:
    if field.many_to_many or field.null or field.has_db_default():
        return ""
    return "old code inserts rows without it: null, or a db_default"


def test_no_migration_locks_or_breaks_a_running_site() -> None:
    assert not problems(released_alone=True)


def test_it_finds_those_that_would_have_been_refused() -> None:
    """Made before the first release: they move data at once, and drop what code before them reads."""
    found = problems(released_alone=False)
    assert "data is moved in one transaction: atomic = False, in steps" in found.values()
    assert "old code may still need it" in found.values()
    assert not [name for name in found if name.startswith(("0016_drift_found", "0019_traceparent"))]


ADD = migrations.AddField
TEXT = models.CharField


@pytest.mark.parametrize(
    ("operation", "is_safe"),
    [
        (ADD("delivery", "more", TEXT(max_length=9, null=True)), True),
        (ADD("delivery", "more", TEXT(max_length=9, default="", db_default="")), True),
        (ADD("delivery", "more", TEXT(max_length=9, default="")), False),
        (migrations.RemoveField("delivery", "more"), False),
        (migrations.RenameField("delivery", "more", "less"), False),
        (migrations.DeleteModel("delivery"), False),
        (migrations.AddIndex("delivery", models.Index(fields=["state"], name="one")), False),
        (migrations.AddIndex("job", models.Index(fields=["state"], name="one")), True),
        (AddIndexConcurrently("delivery", models.Index(fields=["state"], name="one")), True),
        (AddIndex("delivery", models.Index(fields=["state"], name="one")), True),
        (migrations.AlterField("attempt", "error", TEXT(max_length=80)), False),
        (migrations.RunSQL("UPDATE newswire_publisher_event SET note = ''"), False),
        (migrations.RunPython(migrations.RunPython.noop), False),
        (migrations.CreateModel("new", []), True),
    ],
    ids=lambda value: value.describe() if isinstance(value, Operation) else "",
)
def test_what_is_told_apart(operation: Operation, is_safe: bool) -> None:
    assert (problem(operation) == "") is is_safe


@pytest.mark.django_db
def test_whoever_migrates_is_warned_of_nothing() -> None:
    """SQLite, the default, lacks some of what an index may have."""
    assert not checks.run_checks(databases=["default"], tags=[checks.Tags.models, checks.Tags.database])
