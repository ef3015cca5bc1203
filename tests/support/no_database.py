"""A database that is not what is needed: one that does not answer, or has no tables."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse


@contextmanager
def here(empty: Path, **settings: str) -> Iterator[None]:
    """A file that cannot be opened, or a server where nothing listens."""
    nowhere = {"NAME": str(empty / "none" / "db")} if connection.vendor == "sqlite" else {"PORT": "1"}
    with _at({**nowhere, **settings}):
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
def _at(settings: dict[str, str]) -> Iterator[None]:
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
    """503, when to come again, why in JSON, and one line in the log."""
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"].startswith(("no-store", "max-age=0"))
    said = json.loads(answer.content)
    assert said["error"] == "database_away"
    assert said["reason"].endswith(".")
    (line,) = [record for record in log.records if record.levelno >= logging.WARNING]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "\n" not in line.getMessage()
    log.clear()
