"""The receiver's rule: what an event does to what is held.

Live and a higher version: upsert. Gone and a higher version: delete, keep the version. Else: ignore.
The order of arrival, repeats and gaps then do not matter, and no list of message ids is needed.
"""

import json
import sqlite3
from dataclasses import dataclass

from downstream import addresses
from downstream.body import Event


@dataclass(frozen=True)
class Outcome:
    """`verdict` is new, updated, removed or ignored; `detail` says why it was ignored or removed."""

    verdict: str
    detail: str | None = None


def apply(db: sqlite3.Connection, event: Event, arrived: float) -> Outcome:
    """To be called inside Database.writing(); `arrived` is in seconds since 1970."""
    held = db.execute("SELECT version, state, lang FROM articles WHERE id = ?", (event.id,)).fetchone()
    if event.state not in ("live", "gone"):
        return Outcome("ignored", f"unknown state {event.state[:50]!r}")
    if held and event.version <= held["version"]:
        relation = "same as" if event.version == held["version"] else "older than"
        return Outcome("ignored", f"{relation} version {held['version']}, which is held")
    if event.state == "gone":
        return _remove(db, event, arrived, lang=event.lang or (held["lang"] if held else None))
    _upsert(db, event, arrived)
    return Outcome("updated" if held and held["state"] == "live" else "new")


def _upsert(db: sqlite3.Connection, event: Event, arrived: float) -> None:
    lang = event.lang or ""
    slug = addresses.take(db, event.id, lang, event.data.get("url"))
    addresses.keep_previous(db, event.id, lang, event.data.get("previousUrls") or [])
    _write(
        db,
        event,
        arrived,
        lang=lang,
        slug=slug,
        title=event.data["title"],
        published_at=arrived if event.published is None else event.published,
        data=json.dumps(event.data),
    )


def _remove(db: sqlite3.Connection, event: Event, arrived: float, lang: str | None) -> Outcome:
    if lang:
        addresses.keep_previous(db, event.id, lang, event.data.get("previousUrls") or [])
    _write(db, event, arrived, lang=lang, replaced_by=_replacement(event.data.get("replacedBy")))
    return Outcome("removed", (event.data.get("reason") or {}).get("kind"))


def _replacement(value: object) -> str | None:
    """The id, else the address, of what stands in a removed article's place."""
    if isinstance(value, dict):
        value = value.get("id") or value.get("url")
    return value if isinstance(value, str) else None


def _write(db: sqlite3.Connection, event: Event, arrived: float, **columns: object) -> None:
    """Replaces the whole row: a body is the whole present state, never a patch."""
    row = {"id": event.id, "version": event.version, "state": event.state, "arrived_at": arrived}
    row |= columns
    marks = ", ".join(f":{name}" for name in row)
    db.execute(f"REPLACE INTO articles ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - names of ours
