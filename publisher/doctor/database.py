from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from .findings import Finding, error, ok, warning

LEAST_TIMEOUT = 5  # seconds a writer waits for SQLite's one lock


def examine() -> Iterator[Finding]:
    yield from _migrations()
    if connection.vendor == "sqlite":
        yield from _sqlite()
    elif connection.vendor == "postgresql":
        yield ok(_("Database: PostgreSQL %(version)s.") % {"version": _postgres_version()})
    else:
        yield warning(
            _("Database: %(vendor)s, on which Newswire is not tested.") % {"vendor": connection.vendor},
            _("Use PostgreSQL, or SQLite for a small site."),
        )


def _migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
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
