"""What a trigger may ask, read strictly: an unknown name is more likely a slip than a wish."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from .actions import ACTIONS
from .refusal import Refusal

MAX_BYTES = 16 * 1024
MAX_WITH_FILE = 2 * 1024 * 1024  # of a trigger that may bring translations
WITH_FILE = "translation.completed"
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # half a character, which JSON can hold and no database
FURTHEST = timedelta(days=366)
# The ways to name a page: each a set of names that go together, with the type of their values.
WAYS: tuple[dict[str, type], ...] = (
    {"id": int},
    {"uuid": str},
    {"url": str},
    {"translationKey": str, "language": str},
)


@dataclass(frozen=True)
class Call:
    action: str
    page: Mapping[str, Any]  # one of WAYS
    at: datetime | None = None  # None: now
    file: bytes | None = None  # a translation, for WITH_FILE alone


def parse(body: bytes) -> Call:
    """Raises Refusal 400 with the first thing that is wrong."""
    try:
        found = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise _wrong("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise _wrong("The body is not a JSON object.")
    names = {"action", "page", "at"} | ({"file"} if found.get("action") == WITH_FILE else set())
    if unknown := sorted(set(found) - names):
        name = UNSTORABLE.sub("\ufffd", unknown[0][:40])
        raise _wrong(f"Unknown name in the body: {name}. It has {', '.join(sorted(names))}.")
    action, page = _action(found.get("action")), _page(found.get("page"))
    return Call(action, page, _at(found.get("at")), _file(found.get("file")))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that is given twice is refused: another reader in between may have taken the other one."""
    if len(found := dict(pairs)) < len(pairs):
        raise _wrong("A name stands twice in the body.")
    return found


def _wrong(reason: str) -> Refusal:
    return Refusal(400, "bad_body", reason)


def _action(value: object) -> str:
    if not isinstance(value, str) or value not in ACTIONS:
        raise _wrong(f"action must be one of {', '.join(ACTIONS)}.")
    return value


def _page(value: object) -> Mapping[str, Any]:
    if isinstance(value, dict):
        for way in WAYS:
            if set(value) == set(way) and all(_is(value[name], kind) for name, kind in way.items()):
                return value
    raise _wrong("page must be one of {id: number}, {uuid}, {url}, {translationKey, language}.")


def _is(value: object, kind: type) -> bool:
    if kind is int:
        return type(value) is int and 0 < value < 2**63
    return isinstance(value, str) and 0 < len(value) <= 2000 and not UNSTORABLE.search(value)


def _file(value: object) -> bytes | None:
    if value is None:
        return None
    try:
        content = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except ValueError:
        content = b""
    if not content:
        raise _wrong("file must be an XLIFF or PO file in base64.")
    return content


def _at(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        at = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at):
        raise _wrong("at must be an ISO 8601 time with its offset, as 2026-03-01T06:00:00+01:00.")
    now = timezone.now()
    if at > now + FURTHEST:
        raise _wrong(f"at lies more than {FURTHEST.days} days ahead.")
    # What is past is now. The year 1 of an eastern zone is no year in UTC: a row that holds it is never read.
    return at if at > now else None
