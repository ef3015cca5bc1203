"""What another newsroom's message must be before it is kept."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

MOST_BYTES = 8 * 1024 * 1024
STATES = ("live", "gone")


class Unfit(Exception):
    """`str()` is a reason fit for the sender."""


@dataclass(frozen=True)
class Arrived:
    uuid: UUID
    version: int
    state: str  # others than STATES are to be ignored
    data: dict[str, Any]


def parse(body: bytes) -> Arrived:
    """Raises Unfit."""
    try:
        data = _storable(json.loads(body)["data"])
        uuid, version, state = UUID(data["id"]), data["version"], data["state"]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise Unfit("The body is not what Newswire sends.") from None
    if type(version) is not int or not 0 <= version < 2**63 or not isinstance(state, str):
        raise Unfit("version or state is not what Newswire sends.")
    if state == "live" and not (text(data, "title", 1) and text(data, "lang", 20)):
        raise Unfit("A live article needs title and lang.")
    return Arrived(uuid, version, state, data)


def _storable(found: Any) -> Any:
    """Without what PostgreSQL keeps in no text: NUL, and halves of a character."""
    if isinstance(found, dict):
        return {_storable(name): _storable(one) for name, one in found.items()}
    if isinstance(found, list):
        return [_storable(one) for one in found]
    if isinstance(found, str):
        return found.encode(errors="ignore").decode().replace("\0", "")
    return found


def text(data: Any, name: str, longest: int) -> str:
    """A text, cut; empty where it is missing or something else."""
    found = data.get(name) if isinstance(data, dict) else None
    return found.strip()[:longest] if isinstance(found, str) else ""


def uuid_of(data: dict[str, Any], name: str) -> UUID | None:
    try:
        return UUID(text(data, name, 100))
    except ValueError:
        return None


def objects(data: Any, name: str) -> list[dict[str, Any]]:
    """The objects of a list; empty where it is missing or something else."""
    found = data.get(name) if isinstance(data, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
