"""What the site received last, refusals included."""

import sqlite3
from dataclasses import asdict, dataclass

KEPT = 200
SHOWN = 100
REFUSED = "refused"


@dataclass(frozen=True)
class Entry:
    """`at` is in seconds since 1970; what a refused request did not say reliably is None."""

    at: float
    webhook_id: str | None
    verdict: str
    detail: str | None = None
    type: str | None = None
    version: int | None = None
    sequence: int | None = None


def record(db: sqlite3.Connection, entry: Entry) -> None:
    db.execute(
        "INSERT INTO received (at, webhook_id, verdict, detail, type, version, sequence)"
        " VALUES (:at, :webhook_id, :verdict, :detail, :type, :version, :sequence)",
        asdict(entry),
    )
    # Refusals are counted apart: anybody can send them, and must not push out what was kept.
    db.execute(
        "DELETE FROM received WHERE (verdict = :refused) = :is_refused AND n <= (SELECT n FROM received"
        " WHERE (verdict = :refused) = :is_refused ORDER BY n DESC LIMIT 1 OFFSET :kept)",
        {"refused": REFUSED, "is_refused": entry.verdict == REFUSED, "kept": KEPT},
    )


def latest(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """Newest first."""
    return db.execute("SELECT * FROM received ORDER BY n DESC LIMIT ?", (SHOWN,)).fetchall()
