"""The site's SQLite file: its tables, and connections to it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS articles (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('live', 'gone')),
    lang TEXT COLLATE NOCASE,
    slug TEXT,
    title TEXT,
    published_at REAL,
    arrived_at REAL NOT NULL,
    replaced_by TEXT,
    data TEXT,
    CHECK (state = 'live' OR (data IS NULL AND title IS NULL))
);
CREATE INDEX IF NOT EXISTS articles_newest ON articles (lang, published_at DESC, id)
    WHERE state = 'live';
CREATE TABLE IF NOT EXISTS addresses (
    lang TEXT NOT NULL COLLATE NOCASE,
    slug TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (lang, slug)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS received (
    n INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    webhook_id TEXT,
    type TEXT,
    version INTEGER,
    sequence INTEGER,
    verdict TEXT NOT NULL,
    detail TEXT
);
"""


class Database:
    """Opens a connection per request: SQLite's are not for several threads at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self._connect()) as db:
            db.execute("BEGIN")
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, committed at the end or rolled back by an exception.

        It takes the write lock before it reads: two versions that arrive together would else both
        see the old one, and the lower could be written last.
        """
        with closing(self._connect()) as db:
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield db

    def _connect(self) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        # A 2xx says "kept": it must survive a power cut, which NORMAL does not promise in WAL mode.
        db.execute("PRAGMA synchronous = FULL")
        db.row_factory = sqlite3.Row
        return db
