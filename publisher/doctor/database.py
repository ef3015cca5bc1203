import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from .findings import Finding, error, ok, warning

LEAST_TIMEOUT = 5  # seconds a writer waits for SQLite's one lock


_migrated: dict[str, bool] = {}  # by database: once true it stays so while this code runs


def examine() -> Iterator[Finding]:
    yield from answers()
    yield from migrations()
    if connection.vendor == "sqlite":
        yield from _sqlite()
    elif connection.vendor == "postgresql":
        yield ok(_("Database: PostgreSQL %(version)s.") % {"version": _postgres_version()})
    else:
        yield warning(
            _("Database: %(vendor)s, on which Newswire is not tested.") % {"vendor": connection.vendor},
            _("Use PostgreSQL, or SQLite for a small site."),
        )


def answers() -> Iterator[Finding]:
    """Does it answer, and take what is written? Raises OperationalError where it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        if connection.vendor == "postgresql":
            # Also true of a standby that a failover has left behind.
            cursor.execute("SHOW transaction_read_only")
            read_only = cursor.fetchone()[0] == "on"
        else:
            read_only = _is_read_only_file()
    if read_only:
        yield error(
            _("Database: it is read-only, so nothing can be published or sent."),
            _("Point DATABASES at the primary, or make the file and its folder writable."),
        )


def _is_read_only_file() -> bool:
    path = Path(str(connection.settings_dict["NAME"]))
    return connection.vendor == "sqlite" and path.is_file() and not os.access(path, os.W_OK)


def is_migrated() -> bool:
    name = str(connection.settings_dict["NAME"])
    if not _migrated.get(name):
        executor = MigrationExecutor(connection)
        _migrated[name] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated[name]


def migrations() -> Iterator[Finding]:
    if not is_migrated():
        yield error(_("Migrations have not been applied."), _("Run: manage.py migrate"))


def _postgres_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
    options = connection.settings_dict["OPTIONS"]
    wrong = []
    if mode.lower() != "wal":
        wrong.append(_("it is not in WAL mode, so readers and writers stop each other"))
    if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
        wrong.append(_("transaction_mode is not IMMEDIATE, so publishes at the same time fail"))
    if options.get("timeout", LEAST_TIMEOUT) < LEAST_TIMEOUT:
        wrong.append(_("its timeout is very short"))
    if wrong:
        yield warning(
            _("Database: SQLite, but %(wrong)s.") % {"wrong": "; ".join(wrong)},
            _("Set its OPTIONS as docs/operators.md says."),
        )
    else:
        yield ok(_("Database: SQLite in WAL mode, with immediate transactions."))
