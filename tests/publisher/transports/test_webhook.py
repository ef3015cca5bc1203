import dataclasses
import time

import pytest
from standardwebhooks import Webhook as Verifier
from support.transport_contract import TransportContract, message

from newswire.publisher import transports
from newswire.publisher.signing import SigningKey
from newswire.publisher.transports.base import Answer
from newswire.publisher.transports.webhook import answered_url


class TestWebhook(TransportContract):
    transport = transports.get("webhook")
    accepted = Answer(204)


def request_of(**changes):
    return transports.get("webhook").request(message(**changes))


def test_it_carries_the_headers_of_the_contract() -> None:
    headers = request_of().headers

    assert headers["webhook-id"] == "nw_e1_7"
    assert headers["webhook-timestamp"] == "1700000000"
    assert headers["newswire-sequence"] == "12"
    assert headers["newswire-version"] == "3"
    assert headers["content-type"] == "application/json"


def test_the_bytes_are_the_payloads_own() -> None:
    assert request_of(body=b'{"a":  "\xc3\xa9"}\n').body == b'{"a":  "\xc3\xa9"}\n'


def test_a_channel_may_choose_the_content_type_of_cloudevents() -> None:
    destination = dataclasses.replace(
        message().destination, options={"content_type": "application/cloudevents+json"}
    )

    assert request_of(destination=destination).headers["content-type"] == "application/cloudevents+json"


def test_both_schemes_stand_side_by_side_v1_first_in_a_form_that_the_reference_library_reads() -> None:
    both = (SigningKey("v1a", b"s" * 32), SigningKey("v1", b"h" * 32), SigningKey("v1", b"o" * 32))
    destination = dataclasses.replace(message().destination, keys=both)

    tokens = request_of(destination=destination).headers["webhook-signature"].split(" ")

    assert [token.partition(",")[0] for token in tokens] == ["v1", "v1", "v1a"]
    assert all(token.count(",") == 1 for token in tokens)


def test_an_old_secret_still_verifies_while_it_overlaps() -> None:
    keys = (SigningKey("v1", b"n" * 32), SigningKey("v1", b"o" * 32))
    destination = dataclasses.replace(message().destination, keys=keys)
    request = request_of(destination=destination, timestamp=int(time.time()))

    for key in keys:
        assert Verifier(key.key).verify(request.body, dict(request.headers)) == {"data": {"version": 3}}


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (b'{"url": "https://site.example/a"}', "https://site.example/a"),
        (b' \n{"ok": true, "url": "http://site.example/a?b=c#d"}', "http://site.example/a?b=c#d"),
        (b'{"url": "javascript:alert(1)"}', ""),
        (b'{"url": "https://user:word@site.example/"}', ""),
        (b'{"url": "https://site.example/a b"}', ""),
        (b'{"url": "https://site.example/\\u0000"}', ""),
        (b'{"url": "https://site.example/\\ud800"}', ""),
        (b'{"url": "https://site.example/<script>"}', ""),
        (b'{"url": "//site.example/a"}', ""),
        (b'{"url": "https://"}', ""),
        (b'{"url": "https://site.example:99999/"}', ""),
        (b'{"url": "https://site.example/' + b"a" * 3000 + b'"}', ""),
        (b'{"url": ["https://site.example/a"]}', ""),
        (b'["https://site.example/a"]', ""),
        (b"https://site.example/a", ""),
    ],
)
def test_the_address_answered_is_taken_only_where_it_can_be_shown(body: bytes, url: str) -> None:
    assert answered_url(body) == url


def test_html_stays_html_whatever_the_channel_chose_for_json() -> None:
    destination = dataclasses.replace(
        message().destination, options={"content_type": "application/cloudevents+json"}
    )
    html = message(destination=destination, content_type="text/html; charset=utf-8")
    assert transports.get("webhook").request(html).headers["content-type"] == "text/html; charset=utf-8"
