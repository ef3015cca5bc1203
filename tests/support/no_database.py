"""A database that is not what is needed: one that does not answer, or has no tables."""

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse


@contextmanager
def here(empty: Path, **settings: str) -> Iterator[None]:
    """A file that cannot be opened, or a server where nothing listens.

    As many hosts have it, each request is a transaction, which begins before the view is asked.
    """
    nowhere = {"NAME": str(empty / "none" / "db")} if connection.vendor == "sqlite" else {"PORT": "1"}
    with _at({**nowhere, "ATOMIC_REQUESTS": True, **settings}):
        yield


@contextmanager
def bare(empty: Path) -> Iterator[None]:
    """As before the first `migrate`."""
    if connection.vendor == "sqlite":
        with _at({"NAME": str(empty / "bare.sqlite3")}):
            yield
        return
    name = f"{connection.settings_dict['NAME']}_bare"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        with _at({"NAME": name}):
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


@contextmanager
def _at(settings: Mapping[str, str | bool]) -> Iterator[None]:
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(settings)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(before)


def is_away(answer: HttpResponse, log: pytest.LogCaptureFixture) -> None:
    """As asks_again, and why in JSON."""
    asks_again(answer, log)
    said = json.loads(answer.content)
    assert said["error"] == "database_away"
    assert said["reason"].endswith(".")


def asks_again(answer: HttpResponse, log: pytest.LogCaptureFixture) -> str:
    """503, when to come again, and one line in the log, which it returns."""
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"].startswith(("no-store", "max-age=0"))
    assert "no-store" in answer["Cache-Control"]
    (line,) = [record for record in log.records if record.levelno >= logging.WARNING]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    said = line.getMessage()
    assert "\n" not in said
    log.clear()
    return said
