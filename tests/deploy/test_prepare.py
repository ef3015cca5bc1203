import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from demo.place import Place

pytestmark = pytest.mark.process


def prepare(var: Path) -> subprocess.CompletedProcess[str]:
    place = Place.choose(var, anywhere=True)
    environment = {"PATH": os.environ["PATH"]} | place.environment()
    for name in ("NEWSWIRE_TEST_DATABASE_URL", "DATABASE_URL"):
        environment.pop(name, None)
    return subprocess.run(
        [sys.executable, "-m", "demo.run", "prepare"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )


def half_migrated(var: Path) -> None:
    """As an interrupted migration leaves it that is not atomic."""
    with closing(sqlite3.connect(var / "newsroom.sqlite3")) as db:
        db.execute("CREATE TABLE wagtailcore_page (id integer)")
        db.commit()


def test_a_first_migration_that_broke_off_begins_anew(var: Path) -> None:
    half_migrated(var)
    (var / "first-migration").touch()
    done = prepare(var)
    assert done.returncode == 0, done.stderr
    assert not (var / "first-migration").exists()


def test_a_database_that_is_somebodys_is_never_deleted(var: Path) -> None:
    half_migrated(var)
    done = prepare(var)
    assert done.returncode != 0
    with closing(sqlite3.connect(var / "newsroom.sqlite3")) as db:
        assert db.execute("SELECT count(*) FROM wagtailcore_page").fetchone() == (0,)
