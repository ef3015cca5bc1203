from typing import Any

import pytest

from newswire.publisher import transports


def test_a_name_is_taken_once() -> None:
    with pytest.raises(ValueError, match="webhook"):
        transports.register(transports.get("webhook"))


class Half:
    """What many a first try looks like."""

    name = "half"
    supports_withdrawal = supports_order_every = signs = backfills = True


class HalfOfABatch(Half):
    changes = ()

    def send_batch(self, batch: object) -> None: ...


@pytest.mark.parametrize(
    ("half", "lacks"),
    [
        (Half(), "Half is no Transport: it lacks changes, request, verdict"),
        (HalfOfABatch(), "HalfOfABatch is no BatchTransport: it lacks at_once"),
        (object(), "object is no Transport: it lacks .*name"),
        (transports.Webhook, "Webhook is a class"),
    ],
)
def test_what_lacks_something_is_refused_at_once(half: Any, lacks: str) -> None:
    with pytest.raises(ValueError, match=rf"{lacks}.*\. See docs/adding-a-transport\.md"):
        transports.register(half)
    assert "half" not in transports.names()


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        transports.get("carrier-pigeon")
