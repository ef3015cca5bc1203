"""The bytes: alike for the same input, and what each profile leaves out or adds."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from newswire.publisher import profiles
from newswire.publisher.models import Channel
from newswire.publisher.profiles import Envelope, Profile

DATA = {
    "id": "1a1c1e5e-5b1e-4f0c-9a7e-2f6f3f1d8e10",
    "state": "live",
    "version": 3,
    "lang": "ar",
    "url": "https://news.example.org/ar/",
    "title": "ميناء",
    "html": "<p>x</p>",
    "links": {"self": "https://news.example.org/newswire/v1/publications/1"},
}
AROUND = Envelope(
    id=UUID("f5f06cab-0ead-49ae-bcd6-d330540adc7c"),
    type="newswire.article.updated.v1",
    source="https://news.example.org/newswire/",
    subject=DATA["id"],
    time=datetime(2026, 3, 2, 11, 20, 7, 230_000, tzinfo=UTC),
    sequence=2**40,
    stands_for=("fr", "de"),
)


def wrapped(mode="full", fallback="omit", data=DATA):
    return profiles.wrap(Profile("cloudevents", mode, fallback), AROUND, data)


def test_it_is_a_cloudevent():
    event = JSONFormat().read(CloudEvent, wrapped())
    assert event.get_specversion() == "1.0"
    assert event.get_id() == str(AROUND.id)
    assert event.get_time() == AROUND.time
    assert event.get_datacontenttype() == "application/json"
    assert event.get_attributes()["sequence"] == str(2**40)
    assert event.get_data() == DATA


def test_the_same_input_gives_the_same_bytes_in_utf_8():
    assert wrapped() == wrapped(data=dict(DATA))
    assert "ميناء".encode() in wrapped()
    assert b"\n" not in wrapped() and b'": ' not in wrapped()


def test_thin_is_a_notice_with_a_link():
    assert set(json.loads(wrapped("thin"))["data"]) == {
        "id",
        "state",
        "version",
        "lang",
        "url",
        "title",
        "links",
    }


def test_thin_of_a_page_that_is_gone_says_no_title():
    gone = {name: DATA[name] for name in ("id", "version", "lang", "url")} | {"state": "gone"}
    data = json.loads(wrapped("thin", data=gone))["data"]
    assert (data["title"], data["links"]) == ("", {"self": ""})


def test_a_fallback_is_marked_in_its_own_profile_only():
    assert json.loads(wrapped(fallback="send"))["data"]["fallbackFor"] == ["fr", "de"]
    assert "fallbackFor" not in json.loads(wrapped())["data"]


def test_a_channel_names_its_profile():
    assert Profile.of(Channel()).name == "cloudevents.full.omit"
    assert Profile.of(Channel(mode="thin", fallback="send")).name == "cloudevents.thin.send"


def test_a_format_is_registered_once_under_a_plain_name(monkeypatch):
    class Other:
        name = "other"
        content_type = "text/plain"

        def wrap(self, envelope, data):
            return b"x"

    monkeypatch.setattr("newswire.publisher.profiles.base._formats", {})
    profiles.register(Other())
    assert profiles.formats() == ["other"]
    with pytest.raises(ValueError, match="other"):
        profiles.register(Other())
    Other.name = "a.b"
    with pytest.raises(ValueError, match=r"a\.b"):
        profiles.register(Other())
    with pytest.raises(KeyError):
        profiles.get("cloudevents")
