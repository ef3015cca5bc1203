"""Which article stands at which address.

An address once given stays with its article: after the article moved it redirects there, after it
was removed it says so. A newcomer with the same slug gets part of its id appended.
"""

import re
import sqlite3
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

LONGEST = 150


def slug_of(url: str | None) -> str | None:
    """The last segment of the newsroom's address as a segment of ours; None where it has none."""
    try:
        segments = [part for part in urlsplit(url or "").path.split("/") if part]
    except ValueError:
        return None
    if not segments:
        return None
    return re.sub(r"[\s/\\?#%\x00-\x1f]+", "-", unquote(segments[-1])).strip(".-")[:LONGEST] or None


def take(db: sqlite3.Connection, id: str, lang: str, url: str | None) -> str:
    """The slug under which article `id` stands from now on."""
    wished = slug_of(url) or id
    for slug in (wished, f"{wished}-{id[:8]}", f"{wished}-{id}"):
        if owner(db, lang, slug) in (None, id):
            break
    keep(db, id, lang, [slug])
    return slug


def keep_previous(db: sqlite3.Connection, id: str, lang: str, urls: Iterable[str]) -> None:
    """Earlier addresses of the newsroom that nobody else has here lead to `id` as well."""
    keep(db, id, lang, filter(None, map(slug_of, urls)))


def keep(db: sqlite3.Connection, id: str, lang: str, slugs: Iterable[str]) -> None:
    rows = [(lang, slug, id) for slug in slugs]
    db.executemany("INSERT OR IGNORE INTO addresses (lang, slug, id) VALUES (?, ?, ?)", rows)


def owner(db: sqlite3.Connection, lang: str, slug: str) -> str | None:
    """The id of the article that this address belongs to, live or gone."""
    row = db.execute("SELECT id FROM addresses WHERE lang = ? AND slug = ?", (lang, slug)).fetchone()
    return row["id"] if row else None
