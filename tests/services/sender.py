"""A sender that is not ours: signs with Standard Webhooks' own package and posts."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from standardwebhooks.webhooks import Webhook

from .waiting import PATIENCE

# The documented one of docs/receive.md.
SAMPLE_SECRET = "whsec_bmV3c3dpcmUgc2FtcGxlIHNlY3JldCwgMzIgYnl0ZXM="
SAMPLES = Path(__file__).parents[2] / "docs" / "receive"


def sample(name: str, **changes: Any) -> dict[str, Any]:
    """The body in docs/receive/, with these fields of its `data` changed."""
    body: dict[str, Any] = json.loads((SAMPLES / f"{name}.json").read_text())
    body["data"] |= changes
    return body


def signed(body: bytes, secret: str = SAMPLE_SECRET, at: datetime | None = None) -> dict[str, str]:
    """The headers of a message sent at `at`, in UTC; now where it is None."""
    at, id = at or datetime.now(UTC), f"nw_test_{uuid4().hex[:8]}"
    # Their sign() takes text. What is no UTF-8 gets a signature that cannot match.
    text = body.decode(errors="replace")
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, at, text),
        "content-type": "application/json",
    }


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any  # parsed JSON, else text


def post(url: str, body: dict[str, Any] | bytes, **signing: Any) -> Answer:
    """Signs and posts; `signing` goes to signed()."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    answer = requests.post(url, data=raw, headers=signed(raw, **signing), timeout=PATIENCE)
    try:
        return Answer(answer.status_code, answer.json())
    except ValueError:
        return Answer(answer.status_code, answer.text)
