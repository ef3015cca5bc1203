"""POST /hook: what is taken, what is refused, and that nothing fails without an answer."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from downstream import create_app
from downstream.app import LARGEST_BODY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.sender import SAMPLE_SECRET, SAMPLES, Answer, sample, signed

from .conftest import ENGLISH, Visitor

Body = Callable[..., dict[str, Any]]
OTHER_SECRET = "whsec_" + base64.b64encode(b"x" * 32).decode()


def reason(answer: Answer) -> str:
    assert answer.status in range(400, 500), answer
    text: str = answer.body["error"]
    return text


def test_the_answer_says_where_the_article_stands(visitor: Visitor) -> None:
    answer = visitor.send(sample("published.en"))
    assert answer == Answer(
        200,
        {
            "verdict": "new",
            "url": "http://localhost/en/luxembourg-and-russia-plan-joint-space-research",
        },
    )
    assert visitor.get("/en/luxembourg-and-russia-plan-joint-space-research").status_code == 200


def test_the_base_address_can_be_set(config: dict[str, str]) -> None:
    visitor = Visitor(create_app({**config, "DOWNSTREAM_BASE_URL": "https://courier.example/"}))
    assert visitor.send(sample("published.en")).body["url"].startswith("https://courier.example/en/")
    assert visitor.held()[0]["url"].startswith("https://courier.example/en/")


@pytest.mark.parametrize("name", [path.stem for path in sorted(SAMPLES.glob("*.json"))])
def test_every_sample_is_taken(visitor: Visitor, name: str) -> None:
    raw = (SAMPLES / f"{name}.json").read_bytes()
    answer = visitor.send(raw)
    assert answer.status == 200
    assert ("url" in answer.body) == (sample(name)["data"]["state"] == "live")


def test_a_channel_test_is_answered_and_shows_nothing(visitor: Visitor) -> None:
    assert visitor.send(sample("channel_test")).status == 200
    assert visitor.send(sample("channel_test")).status == 200
    assert visitor.page("/").xpath("//ul[@class='languages']") == []


def test_an_unsigned_body_is_refused(visitor: Visitor) -> None:
    answer = visitor.send(b"{}", {"content-type": "application/json"})
    assert reason(answer) == "Missing required headers"


def test_another_secret_is_refused_and_nothing_kept(visitor: Visitor) -> None:
    raw = json.dumps(sample("published.en")).encode()
    assert reason(visitor.send(raw, signed(raw, secret=OTHER_SECRET))) == "No matching signature found"
    assert visitor.held() == []


@pytest.mark.parametrize(("minutes", "why"), [(-6, "too old"), (6, "too new")])
def test_a_timestamp_that_is_off_is_refused(visitor: Visitor, minutes: int, why: str) -> None:
    raw = json.dumps(sample("published.en")).encode()
    headers = signed(raw, at=datetime.now(UTC) + timedelta(minutes=minutes))
    assert why in reason(visitor.send(raw, headers))


@pytest.mark.parametrize("signature", ["v1", "v1,a,b", " v1,", "v1,a", "v1,\xe9", "v2,aaaa"])
def test_a_malformed_signature_is_refused(visitor: Visitor, signature: str) -> None:
    headers = {**signed(b"{}"), "webhook-signature": signature}
    assert reason(visitor.send(b"{}", headers))


def test_the_bytes_are_verified_not_their_meaning(visitor: Visitor) -> None:
    body = sample("published.en")
    headers = signed(json.dumps(body).encode())
    assert reason(visitor.send(json.dumps(body, indent=1).encode(), headers))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"data": {"title": "\\ud800"}}', "not UTF-8"),
        (b"[]", "not a JSON object"),
        (b"{}", "no data"),
        (b'{"data": []}', "no data"),
        (b'{"data": {}}', "data.state is missing"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_event_is_refused_with_the_reason(visitor: Visitor, body: bytes, why: str) -> None:
    assert why in reason(visitor.send(body))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": None}, "data.id is not a UUID"),
        ({"id": "slug"}, "data.id is not a UUID"),
        ({"version": None}, "data.version is not a whole number"),
        ({"version": "3"}, "data.version is not a whole number"),
        ({"version": True}, "data.version is not a whole number"),
        ({"version": 3.0}, "data.version is not a whole number"),
        ({"version": -1}, "data.version is not a whole number"),
        ({"version": 2**63}, "data.version is not a whole number"),
        ({"title": ""}, "data.title is missing"),
        ({"lang": None}, "data.lang is missing"),
        ({"lang": "../en"}, "data.lang is not a language tag"),
        ({"publishedAt": "yesterday"}, "data.publishedAt is not an ISO 8601 date"),
        ({"html": ["<p>"]}, "data.html is not text"),
        ({"related": {}}, "data.related is not a list"),
        ({"related": [None]}, "data.related[0] is not an object"),
        ({"images": [{"renditions": [{"width": "1"}]}]}, "data.images[0].renditions[0].width is not a whole"),
    ],
    ids=str,
)
def test_a_field_that_cannot_be_kept_is_named(visitor: Visitor, changes: dict[str, Any], why: str) -> None:
    assert why in reason(visitor.send(sample("published.en", **changes)))
    assert visitor.held() == []


def test_a_body_with_only_what_is_needed_is_taken_and_shown(visitor: Visitor) -> None:
    data = {"id": ENGLISH, "version": 1, "state": "live", "lang": "en", "title": "Only this"}
    answer = visitor.send({"data": data})
    assert answer.body == {"verdict": "new", "url": f"http://localhost/en/{ENGLISH}"}
    assert visitor.page(f"/en/{ENGLISH}").findtext(".//h1") == "Only this"
    assert "Only this" in visitor.get("/en/").text


def test_a_body_that_is_too_large_is_refused(visitor: Visitor) -> None:
    answer = visitor.send(b" " * (LARGEST_BODY + 1))
    assert answer.status == 413
    assert reason(answer) == "the body is too large"


def test_the_secret_may_appear_after_the_start(config: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "secret"
    del config["DOWNSTREAM_SECRET"]
    visitor = Visitor(create_app({**config, "DOWNSTREAM_SECRET_FILE": str(file)}))
    assert visitor.send(sample("published.en")) == Answer(503, {"error": "this site has no secret yet"})
    file.write_text("")
    assert visitor.send(sample("published.en")).status == 503
    file.write_text(f"{SAMPLE_SECRET}\n")
    assert visitor.send(sample("published.en")).body["verdict"] == "new"


@pytest.mark.parametrize("secret", ["whsk_" + "A" * 43 + "=", "whsec_", "whsec_A", "geheim"])
def test_a_secret_that_is_none_is_our_fault_not_the_senders(config: dict[str, str], secret: str) -> None:
    answer = Visitor(create_app({**config, "DOWNSTREAM_SECRET": secret})).send(sample("published.en"))
    assert answer.status == 503
    assert "secret" in answer.body["error"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from([*sample("published.en")["data"], "replacedBy"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(FIELDS, JSON, min_size=1, max_size=4), state=st.sampled_from(["live", "gone"]))
def test_whatever_is_signed_gets_an_answer_and_every_page_stands(
    visitor: Visitor, changes: dict[str, Any], state: str
) -> None:
    version = max([article["version"] for article in visitor.held()], default=0) + 1
    body = sample("published.en", **{"version": min(version, 2**63 - 1), "state": state, **changes})
    raw = json.dumps(body).encode()
    assert visitor.send(raw).status in (200, 400)
    for path in ("/", "/en/", "/received", "/held", f"/article/{ENGLISH}"):
        assert visitor.get(path).status_code in (200, 302, 404, 410), path
    for article in visitor.held():
        if article["url"]:
            path = article["url"].removeprefix("http://localhost")
            assert visitor.get(path).status_code == 200, path
