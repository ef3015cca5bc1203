"""A database that was migrated before is copied: migrating an empty one takes 15 seconds of a processor.

Django's `migrate` still runs on the copy and has the last word. SQLite's copies stay in the folder of the
tests' files; PostgreSQL's live as long as its server, so there the sides of one run share one.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as Postgres
from django.db.backends.sqlite3.creation import DatabaseCreation as Sqlite

FOLDER = Path(__file__).parents[2] / "var" / "test" / "migrated"


@contextmanager
def copies_used() -> Iterator[None]:
    create, of_sqlite, of_postgres = (
        BaseDatabaseCreation.create_test_db,
        Sqlite._create_test_db,
        Postgres._create_test_db,
    )

    _name()  # now: files may change while a run goes on

    def create_test_db(self: BaseDatabaseCreation, *args: Any, **options: Any) -> str:
        FOLDER.mkdir(parents=True, exist_ok=True)
        with (FOLDER / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            name = create(self, *args, **options)
            _keep_sqlite(self) if isinstance(self, Sqlite) else _keep_postgres(self)
        return name

    def create_sqlite(self: Sqlite, *args: Any) -> str:
        name = of_sqlite(self, *args)
        for log in ("-wal", "-shm"):  # of a run that was killed: SQLite would write them into the new file
            Path(f"{name}{log}").unlink(missing_ok=True)
        if _file().exists():
            shutil.copyfile(_file(), name)
        return name

    def create_postgres(self: Postgres, *args: Any) -> str:
        with self._nodb_cursor() as cursor:
            known = _known(cursor)
        self.connection.settings_dict["TEST"]["TEMPLATE"] = _name() if known else None
        return of_postgres(self, *args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "create_test_db", create_test_db)
        patch.setattr(Sqlite, "_create_test_db", create_sqlite)
        patch.setattr(Postgres, "_create_test_db", create_postgres)
        yield


def copy_to(path: Path) -> None:
    """For a site that has these apps or fewer; nothing where no side has migrated yet."""
    if _file().exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_file(), path)


def _keep_sqlite(creation: BaseDatabaseCreation) -> None:
    if not _file().exists():
        part = _file().with_suffix(".part")
        part.unlink(missing_ok=True)
        with creation.connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
        part.rename(_file())


def _keep_postgres(creation: BaseDatabaseCreation) -> None:
    source = creation.connection.settings_dict["NAME"]
    creation.connection.close()  # a database that somebody uses cannot be a template
    with creation._nodb_cursor() as cursor:
        if not _known(cursor):
            cursor.execute(f'CREATE DATABASE "{_name()}" TEMPLATE "{source}"')


def _known(cursor: Any) -> bool:
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_name()])
    return cursor.fetchone() is not None


def _file() -> Path:
    return FOLDER / f"{_name()}.sqlite3"


@cache
def _name() -> str:
    """One name for one set of migrations, of whatever app and content; as they were when the run began."""
    digest = hashlib.sha256(version("django").encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(str(path).encode() + path.read_bytes())
    return f"migrated_{digest.hexdigest()[:16]}"
