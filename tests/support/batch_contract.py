"""What every transport that sends batches must keep: subclass it and say how a channel of it is reached.

class TestEmail(BatchContract):
    transport = transports.by_batch("email")

    @pytest.fixture
    def destination(self) -> Destination: ...  # one that takes everything
"""

import dataclasses
import json
import re
import time
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest

from newswire.publisher import stopping
from newswire.publisher.samples import bodies
from newswire.publisher.transports.base import (
    Batch,
    BatchTransport,
    Destination,
    ErrorKind,
    Message,
    Outcome,
    Verdict,
)

FLAGS = ("supports_withdrawal", "supports_order_every", "signs", "backfills")
PUBLISHED, UPDATED, UNPUBLISHED = (body for _, _, body in bodies(0))


def body(sample: bytes = PUBLISHED, type: str = "", **data: Any) -> bytes:
    """A sample's body with other facts in its `data`."""
    event = json.loads(sample)
    event["data"] |= data
    event["type"] = type or event["type"]
    return json.dumps(event).encode()


def message(destination: Destination, number: int = 1, content: bytes = PUBLISHED) -> Message:
    return Message(
        delivery_id=number,
        webhook_id=f"nw_e1_{number}",
        destination=destination,
        body=content,
        content_type="application/json",
        sequence=number,
        version=1,
        attempt=1,
        timestamp=1_700_000_000,
    )


def sent(
    transport: BatchTransport, destination: Destination, *contents: bytes, seconds: float = 30
) -> list[Verdict | None]:
    """The verdicts of one batch, in the order of its messages; None where there is none."""
    messages = tuple(message(destination, number, one) for number, one in enumerate(contents, 1))
    batch = Batch(destination, messages, time.monotonic() + seconds)
    found = {one.delivery_id: verdict for one, verdict in transport.send_batch(batch)}
    return [found.get(one.delivery_id) for one in messages]


HOSTILE = {
    "nothing": {"title": "", "summary": "", "html": "", "authors": [], "topics": [], "images": []},
    "markup": {"title": "<script>alert(1)</script> & Söhne", "summary": "</p><img src=x onerror=1>"},
    "lines": {"title": "One\r\nBcc: all@example.org\n\nTwo\x00\x1b[31m", "summary": "a\r\n.\r\nb\u2028c"},
    "long": {"title": "word " * 2000, "summary": "x" * 50_000},
    "right to left": {"title": "الجسر \u202e مفتوح", "lang": "ar", "dir": "rtl"},
    "unknown language": {"lang": "tlh"},
    "template": {"title": "{{ settings.SECRET_KEY }} {% load x %}", "summary": "%(x)s {title} %s"},
    "emoji": {"title": "Bridge 🌉", "url": "https://newsroom.example/en/%F0%9F%8C%89/"},
}


class BatchContract:
    transport: ClassVar[BatchTransport]

    def send(self, destination: Destination, *contents: bytes, **more: Any) -> list[Verdict | None]:
        return sent(self.transport, destination, *contents, **more)

    def test_it_has_a_name_fit_for_an_address(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,19}", self.transport.name)

    def test_it_says_what_it_can(self) -> None:
        assert all(isinstance(getattr(self.transport, flag), bool) for flag in FLAGS)
        assert 0 < self.transport.at_once <= 1000
        assert set(self.transport.changes) <= {"published", "updated", "corrected", "moved", "restored"}

    def test_what_speaks_to_people_says_only_what_is_new(self) -> None:
        assert not (self.transport.backfills and self.transport.changes)

    def test_it_knows_no_state_of_its_own(self) -> None:
        assert not vars(self.transport)

    def test_each_message_gets_one_verdict(self, destination: Destination) -> None:
        contents = [body(id=str(uuid4()), url=f"https://newsroom.example/en/{n}/") for n in range(3)]

        verdicts = self.send(destination, *contents)

        assert [one and one.outcome for one in verdicts] == [Outcome.DELIVERED] * 3

    def test_the_same_message_twice_is_no_error(self, destination: Destination) -> None:
        """A worker that was lost after sending has told nobody."""
        for _ in range(2):
            assert [one and one.outcome for one in self.send(destination, PUBLISHED)] == [Outcome.DELIVERED]

    def test_nothing_is_begun_when_time_is_over(self, destination: Destination) -> None:
        assert self.send(destination, PUBLISHED, seconds=-1) == [None]

    def test_nothing_is_begun_by_a_worker_that_is_told_to_stop(self, destination: Destination) -> None:
        stopping.stop()
        try:
            assert self.send(destination, PUBLISHED) == [None]
        finally:
            stopping.resume()

    def test_a_test_of_the_channel_is_taken(self, destination: Destination) -> None:
        test = body(UNPUBLISHED, "newswire.channel.test.v1", id=str(UUID(int=0)), url="")

        assert [one and one.outcome for one in self.send(destination, test)] == [Outcome.DELIVERED]

    @pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
    def test_odd_but_legal_content_is_sent_or_refused_for_good(
        self, destination: Destination, data: dict[str, Any]
    ) -> None:
        (verdict,) = self.send(destination, body(**data))

        assert verdict is not None
        assert verdict.error in {ErrorKind.NONE, ErrorKind.REJECTED, ErrorKind.TOO_LARGE}

    def test_no_secret_shows(self, destination: Destination) -> None:
        for secret in self.secrets(destination):
            assert secret not in repr(message(destination)) + repr(Batch(destination, (), 0.0))

    def secrets(self, destination: Destination) -> list[str]:
        return [key.text for key in destination.keys if hasattr(key, "text")]

    def elsewhere(self, destination: Destination, **changes: Any) -> Destination:
        return dataclasses.replace(destination, **changes)
