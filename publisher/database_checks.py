"""Django's system checks of DATABASES and DATABASE_ROUTERS. Nothing is asked of the database itself."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error, Warning
from django.db import DEFAULT_DB_ALIAS, connection, router
from wagtail.models import get_page_models

from .models import Publication


def examine() -> Iterator[CheckMessage]:
    yield from _routers()
    if connection.vendor == "sqlite":
        yield from _sqlite()
    if connection.vendor == "postgresql":
        yield from _isolation()


def _routers() -> Iterator[CheckMessage]:
    for model in (Publication, *get_page_models()):
        reads, writes = router.db_for_read(model), router.db_for_write(model)
        if (reads, writes) != (DEFAULT_DB_ALIAS, DEFAULT_DB_ALIAS):
            yield Error(
                f"DATABASE_ROUTERS has {model._meta.label} read from “{reads}” and written to “{writes}”."
                " Newswire reads what has just been written, and locks what it reads, in the default one.",
                hint='db_for_read and db_for_write should return None or "default" for the app'
                f" {Publication._meta.app_label}, and for pages.",
                id="newswire.E012",
            )
            return


def _sqlite() -> Iterator[CheckMessage]:
    database = connection.settings_dict
    options = database["OPTIONS"]
    if str(options.get("transaction_mode", "")).upper() != "IMMEDIATE":
        yield Warning(
            "SQLite without transaction_mode IMMEDIATE: publishes at the same time fail with “locked”.",
            hint='OPTIONS = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command":'
            ' "PRAGMA journal_mode=WAL;"}, as docs/operators.md says.',
            id="newswire.W001",
        )
    if database["ATOMIC_REQUESTS"]:
        yield Warning(
            "ATOMIC_REQUESTS with SQLite: each request holds the one lock for writing to its end.",
            hint="Set ATOMIC_REQUESTS = False; Newswire needs no transaction around a request.",
            id="newswire.W002",
        )


def _isolation() -> Iterator[CheckMessage]:
    from psycopg import IsolationLevel  # there only where the database is PostgreSQL

    level = connection.settings_dict["OPTIONS"].get("isolation_level")
    if level in (IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE):
        yield Error(
            f"PostgreSQL with isolation_level {IsolationLevel(level).name}: who waited for a lock does not"
            " see what was written meanwhile, and publishes at the same time fail.",
            hint="Leave isolation_level out of OPTIONS: Newswire asks for a snapshot where it needs one.",
            id="newswire.E013",
        )
