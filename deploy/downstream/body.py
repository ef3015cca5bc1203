"""What a webhook's body must be before it is stored."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from downstream.shape import fault

SQLITE_MAXIMUM = 2**63 - 1
LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.IGNORECASE)


class Refused(Exception):
    """This request is not kept. str(error) is the reason that the sender is given."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True)
class Event:
    """`id` is the publication's; `published` is in seconds since 1970, None where the body has none."""

    id: str
    version: int
    state: str
    lang: str | None
    published: float | None
    type: str
    sequence: int | None
    data: dict[str, Any]


def parse(raw: bytes) -> Event:
    """Raises Refused where `raw` is not an event that this site could keep."""
    envelope = _json(raw)
    data = envelope.get("data")
    if not isinstance(data, dict):
        raise Refused("the body has no data")
    state = data.get("state")
    if not isinstance(state, str):
        raise Refused("data.state is missing")
    if wrong := fault(data, "data"):
        raise Refused(wrong)
    for name in ("title", "lang") if state == "live" else ():
        if not data.get(name):
            raise Refused(f"data.{name} is missing")
    return Event(
        id=_identifier(data.get("id")),
        version=_number(data.get("version"), "data.version"),
        state=state,
        lang=_language(data.get("lang")),
        published=_seconds(data.get("publishedAt")),
        type=str(envelope.get("type", ""))[:100],
        sequence=_sequence(envelope.get("sequence")),
        data=data,
    )


def _json(raw: bytes) -> dict[str, Any]:
    try:
        envelope = json.loads(raw.decode())
        # JSON may escape half a surrogate pair, which no database and no page can hold.
        json.dumps(envelope, ensure_ascii=False).encode()
    except UnicodeError:
        raise Refused("the body is not UTF-8 text") from None
    except (ValueError, RecursionError):
        raise Refused("the body is not JSON") from None
    if not isinstance(envelope, dict):
        raise Refused("the body is not a JSON object")
    return envelope


def _identifier(value: object) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        raise Refused("data.id is not a UUID") from None


def _number(value: object, name: str) -> int:
    if type(value) is not int or not 0 <= value <= SQLITE_MAXIMUM:
        raise Refused(f"{name} is not a whole number")
    return value


def _sequence(value: object) -> int | None:
    """CloudEvents writes the sequence as text; a number is the same thing."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        value = int(value)
    return None if value is None else _number(value, "sequence")


def _language(value: str | None) -> str | None:
    # It becomes the first part of the article's address.
    if value and not LANGUAGE_TAG.fullmatch(value):
        raise Refused("data.lang is not a language tag")
    return value or None


def _seconds(value: str | None) -> float | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Refused("data.publishedAt is not an ISO 8601 date") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
