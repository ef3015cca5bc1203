"""Whatever bytes a receiver answers: there is a verdict, an attempt is kept, and no secret is told."""

import logging
import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, secrets
from newswire.publisher.models import Attempt, Delivery

from .strategies import EXAMPLES, JSON, encoded

pytestmark = pytest.mark.django_db(transaction=True)

TOKENS = st.sampled_from(
    [
        "retry-after",
        "webhook-delivery",
        "location",
        "content-encoding",
        "content-type",
        "transfer-encoding",
        "x",
    ]
)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60) | st.sampled_from(
    [
        "-1",
        "1e999",
        "9" * 400,
        "Wed, 99 Foo 2026",
        "abort-message",
        "gzip",
        "br",
        "chunked",
        "http://[",
        "/\\",
    ]
)
STATUSES = st.integers(100, 999) | st.sampled_from([200, 204, 301, 304, 410, 413, 429, 500])
BODIES = st.binary(max_size=300) | JSON.map(encoded) | st.just(b'{"url": "javascript:alert(1)"}')


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    head = [f"HTTP/1.1 {draw(STATUSES)} \xc3"]
    head += [f"{name}: {value}" for name, value in draw(st.lists(st.tuples(TOKENS, VALUES), max_size=4))]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + draw(BODIES)


class Rude:
    """Reads a request to its end, says `answer` byte for byte, hangs up."""

    def __init__(self) -> None:
        self.answer, self.heard = b"", 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/hook"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as request:
                length = 0
                while (line := request.readline().strip().lower()) or not line:
                    if line.startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                    if not line:
                        break
                request.read(length)
                self.heard += 1
                connection.sendall(self.answer)

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def rude() -> Iterator[Rude]:
    server = Rude()
    yield server
    server.close()


def test_any_answer(rude: Rude, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.NEWSWIRE_DEADLINE = 2
    caplog.set_level(logging.DEBUG)
    secret: list[str] = []

    @EXAMPLES
    @given(st.binary(max_size=200) | answers())
    def tell(answer: bytes) -> None:
        rude.answer = answer
        channel = make_channel(rude.url)  # one each: what one answer does to a channel is no other's affair
        secret[:] = [*secret, *map(str, secrets.valid(channel))]
        (delivery,) = announce(make_publication(), [channel])
        assert deliver.run(2) >= 1
        delivery.refresh_from_db()
        assert delivery.state in {"delivered", "queued", "parked"}
        assert Attempt.objects.filter(delivery=delivery).count() == delivery.attempts == 1
        assert delivery.state == "delivered" or delivery.last_error
        Delivery.objects.filter(pk=delivery.pk).update(state="cancelled")

    tell()
    assert rude.heard >= 50
    said = caplog.text + str(list(Attempt.objects.values()))
    assert not [one for one in secret if one in said or one.removeprefix("whsec_") in said]
