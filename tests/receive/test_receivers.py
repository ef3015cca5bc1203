"""The ten-line receivers of docs/receive.md keep the rule, whatever arrives and in whatever order."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
import requests
from services.sender import Answer, post, sample, signed
from services.waiting import PATIENCE

from .conftest import printed

pytestmark = pytest.mark.process


def holds(version: int | None) -> Answer:
    return Answer(200, {"version": version})


@pytest.mark.parametrize("name", ["flask", "express"])
def test_a_receiver_is_ten_lines(name: str) -> None:
    lines = [line.strip() for line in printed(name).splitlines()]
    assert len([line for line in lines if line and not line.startswith(("#", "//"))]) == 10


def test_every_sample_is_taken_in_the_order_of_the_page(hook: str) -> None:
    for name in ("published.en", "published.fr", "published.de", "published.ar"):
        assert post(hook, sample(name)) == holds(1)
    assert post(hook, sample("channel_test")) == holds(sample("channel_test")["data"]["version"])
    assert post(hook, sample("updated.en")) == holds(3)
    assert post(hook, sample("moved.fr")) == holds(2)
    assert post(hook, sample("unpublished.de")) == holds(2)
    assert post(hook, sample("deleted.ar")) == holds(2)
    assert post(hook, sample("taken_down.en")) == holds(4)


def test_an_older_version_that_comes_later_is_ignored(hook: str) -> None:
    assert post(hook, sample("updated.en")) == holds(3)
    assert post(hook, sample("published.en")) == holds(3)


def test_what_is_gone_stays_gone_when_an_older_version_comes_later(hook: str) -> None:
    assert post(hook, sample("taken_down.en")) == holds(4)
    assert post(hook, sample("updated.en")) == holds(4)
    assert post(hook, sample("published.en", version=5)) == holds(5)


def test_a_repeat_changes_nothing(hook: str) -> None:
    assert [post(hook, sample("published.en")) for _ in range(3)] == [holds(1)] * 3


def test_an_unknown_state_is_ignored(hook: str) -> None:
    assert post(hook, sample("published.en", state="embargoed")) == holds(None)
    assert post(hook, sample("published.en")) == holds(1)
    assert post(hook, sample("published.en", state="embargoed", version=9)) == holds(1)


def test_a_repeated_channel_test_is_answered_with_2xx(hook: str) -> None:
    assert [post(hook, sample("channel_test")).status for _ in range(2)] == [200, 200]


def test_a_body_of_a_megabyte_is_taken(hook: str) -> None:
    assert post(hook, sample("published.en", html="<p>ä</p>" * 130_000)) == holds(1)


def test_another_secret_is_refused(hook: str) -> None:
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    assert post(hook, sample("published.en"), secret=other).status == 400
    assert post(hook, sample("published.en", state="embargoed")) == holds(None)


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_a_timestamp_that_is_off_is_refused(hook: str, age: timedelta) -> None:
    assert post(hook, sample("published.en"), at=datetime.now(UTC) - age).status == 400
    assert post(hook, sample("published.en", state="embargoed")) == holds(None)


def test_a_changed_body_is_refused(hook: str) -> None:
    headers = signed(b'{"data": {"version": 1}}')
    answer = requests.post(hook, data=b'{"data": {"version": 2}}', headers=headers, timeout=PATIENCE)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "headers",
    [{}, {"webhook-signature": "junk"}, {"webhook-signature": "v1,%%%"}, {"webhook-timestamp": "soon"}],
    ids=["unsigned", "one token", "no base64", "no number"],
)
def test_malformed_headers_are_refused(hook: str, headers: dict[str, str]) -> None:
    sent = {**signed(b"{}"), **headers} if headers else {}
    assert requests.post(hook, data=b"{}", headers=sent, timeout=PATIENCE).status_code == 400


@pytest.mark.parametrize("body", [b"{broken", b"\xff\xfe", b"[]", b"{}"], ids=repr)
def test_what_is_not_a_message_is_refused(hook: str, body: bytes) -> None:
    assert post(hook, body).status == 400


def test_two_valid_signatures_pass_while_a_secret_is_replaced(hook: str) -> None:
    body = b'{"data": {"id": "a", "state": "live", "version": 1}}'
    headers = signed(body)
    old = signed(body, secret="whsec_" + base64.b64encode(b"x" * 32).decode())
    headers["webhook-signature"] = f"{old['webhook-signature']} {headers['webhook-signature']}"
    assert requests.post(hook, data=body, headers=headers, timeout=PATIENCE).json() == {"version": 1}
