"""What every transport must keep, whatever it speaks: subclass it and name the transport.

class TestWebhook(TransportContract):
    transport = transports.get("webhook")
    accepted = Answer(200)
"""

import dataclasses
import re
from typing import ClassVar

import pytest

from newswire.publisher.signing import SigningKey
from newswire.publisher.transports.base import (
    Answer,
    Destination,
    ErrorKind,
    Message,
    Outcome,
    RequestError,
    Transport,
)

SECRET = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlYw=="
FLAGS = ("supports_withdrawal", "supports_order_every", "signs", "backfills")


def message(**changes: object) -> Message:
    destination = Destination(
        1, "Site", "webhook", "https://site.example/hook", {}, (SigningKey.parse(SECRET),)
    )
    plain = Message(
        delivery_id=7,
        webhook_id="nw_e1_7",
        destination=destination,
        body=b'{"data": {"version": 3}}',
        content_type="application/json",
        sequence=12,
        version=3,
        attempt=2,
        timestamp=1_700_000_000,
    )
    return dataclasses.replace(plain, **changes)


class TransportContract:
    transport: ClassVar[Transport]
    accepted: ClassVar[Answer]  # what a contented receiver says

    def test_it_has_a_name_fit_for_an_address(self) -> None:
        assert re.fullmatch(r"[a-z][a-z0-9_]{1,19}", self.transport.name)

    def test_it_says_what_it_can(self) -> None:
        assert all(isinstance(getattr(self.transport, flag), bool) for flag in FLAGS)

    def test_a_request_goes_to_the_channels_address(self) -> None:
        assert self.transport.request(message()).url.startswith("https://site.example/")

    def test_a_request_holds_no_line_break(self) -> None:
        request = self.transport.request(message())

        assert not any(set("\r\n\0") & set(name + text) for name, text in request.headers.items())

    def test_the_same_attempt_makes_the_same_request(self) -> None:
        assert self.transport.request(message()) == self.transport.request(message())

    def test_no_secret_shows(self) -> None:
        shown = repr(message()) + repr(self.transport.request(message()))

        assert SECRET.removeprefix("whsec_") not in shown
        assert "secret-secret" not in shown

    def test_a_channel_without_a_secret_is_not_served_unsigned(self) -> None:
        if not self.transport.signs:
            pytest.skip("signs nothing")
        bare = dataclasses.replace(message().destination, keys=())

        with pytest.raises(RequestError) as refused:
            self.transport.request(message(destination=bare))
        assert refused.value.kind is ErrorKind.SECRET

    def test_what_is_accepted_is_delivered(self) -> None:
        assert self.transport.verdict(self.accepted).outcome is Outcome.DELIVERED

    @pytest.mark.parametrize(
        "error", [ErrorKind.TIMEOUT, ErrorKind.DNS, ErrorKind.CONNECT, ErrorKind.NETWORK]
    )
    def test_no_answer_is_tried_again(self, error: ErrorKind) -> None:
        verdict = self.transport.verdict(Answer(0, error=error))

        assert (verdict.outcome, verdict.error) == (Outcome.RETRY, error)

    @pytest.mark.parametrize("status", [500, 502, 503, 504, 429])
    def test_a_receiver_in_trouble_is_tried_again(self, status: int) -> None:
        assert self.transport.verdict(Answer(status)).outcome is Outcome.RETRY

    def test_a_wait_that_is_asked_for_is_passed_on(self) -> None:
        verdict = self.transport.verdict(Answer(503, {"retry-after": "120"}))

        assert verdict.retry_after == 120

    @pytest.mark.parametrize("status", [0, 100, 199, 299, 304, 400, 418, 599, 600, 999])
    def test_no_status_is_too_odd(self, status: int) -> None:
        assert self.transport.verdict(Answer(status)).outcome in Outcome

    @pytest.mark.parametrize(
        "body", [b"", b"\xff\xfe", b"{", b"[" * 50_000, b'{"url": 1}', b"null", b"\0" * 65536]
    )
    def test_no_body_is_too_odd(self, body: bytes) -> None:
        answer = dataclasses.replace(self.accepted, body=body)

        assert self.transport.verdict(answer).url == ""
