"""Questions to the database that pages ask."""

import json
import sqlite3
from collections.abc import Iterable

PER_PAGE = 20


def languages(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Rows of (lang, total, newest) for the languages that have news, the largest first."""
    return db.execute(
        "SELECT lang, count(*) AS total, max(published_at) AS newest FROM articles"
        " WHERE state = 'live' GROUP BY lang ORDER BY total DESC, lang"
    ).fetchall()


def news(db: sqlite3.Connection, lang: str, page: int) -> list[sqlite3.Row]:
    """One page of a language's articles, newest first; pages count from 1."""
    return db.execute(
        "SELECT * FROM articles WHERE state = 'live' AND lang = ?"
        " ORDER BY published_at DESC, id LIMIT ? OFFSET ?",
        (lang, PER_PAGE, (page - 1) * PER_PAGE),
    ).fetchall()


def by_id(db: sqlite3.Connection, id: str) -> sqlite3.Row | None:
    """Live or gone."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM articles WHERE id = ?", (id,)).fetchone()
    return row


def live(db: sqlite3.Connection, ids: Iterable[str]) -> dict[str, sqlite3.Row]:
    """Those of `ids` that are held and live, by id."""
    rows = db.execute(
        "SELECT id, lang, slug FROM articles WHERE state = 'live' AND id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(ids))),),
    )
    return {row["id"]: row for row in rows}


def held(db: sqlite3.Connection, lang: str | None) -> list[sqlite3.Row]:
    """All of a language, or all, in the order of arrival; removed ones included."""
    return db.execute(
        "SELECT * FROM articles WHERE ? IS NULL OR lang = ? ORDER BY arrived_at, id", (lang, lang)
    ).fetchall()
