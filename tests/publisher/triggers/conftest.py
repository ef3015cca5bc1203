import json
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from services import tree

from newswire.publisher import signing
from newswire.publisher.models import Trigger
from newswire.publisher.triggers.create import create

Call = Callable[..., HttpResponse]


@pytest.fixture
def trigger(db: None) -> tuple[Trigger, str]:
    tree.home()
    return create("vendor", "Vendor", ["publish", "republish", "unpublish"])


@pytest.fixture
def call(trigger: tuple[Trigger, str]) -> Call:
    """Calls the publish webhook as the trigger would: `call({"action": ..., "page": ...})`."""

    def call(
        body: Any,
        *,
        slug: str = "vendor",
        secret: str = trigger[1],
        webhook_id: str | None = None,
        at: float | None = None,
    ) -> HttpResponse:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        webhook_id = webhook_id or f"msg_{uuid.uuid4().hex}"
        timestamp = int(time.time() if at is None else at)
        signature = signing.sign([signing.SigningKey.parse(secret)], webhook_id, timestamp, raw)
        return Client(enforce_csrf_checks=True).post(
            f"/newswire/hooks/{slug}/",
            data=raw,
            content_type="application/json",
            headers={
                "webhook-id": webhook_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature,
            },
        )

    return call
