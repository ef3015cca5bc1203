"""The samples of docs/receive/ are what the contract says, and their signatures are real."""

import base64
import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

import pytest
from cloudevents.core.bindings.http import HTTPMessage, from_structured
from cloudevents.core.formats.json import JSONFormat
from lxml import html
from services.sender import SAMPLE_SECRET, SAMPLES, sample

from .conftest import PAGE

NAMES = sorted(path.stem for path in SAMPLES.glob("*.json") if ".schema" not in path.name)
LIVE = [name for name in NAMES if name.startswith(("published", "updated", "moved"))]
GONE = sorted(set(NAMES) - set(LIVE))

TEXT, NUMBER, LIST, OBJECT, FLAG = str, int, list, dict, bool
NAMED = ("related", "fullArticle", "languageVersions")
ATTRIBUTES = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema"}
STATE = {
    **dict.fromkeys(("id", "state", "type", "lang", "dir", "setId", "url"), TEXT),
    **dict.fromkeys(("version", "previousVersion"), NUMBER),
    **dict.fromkeys(("changed", "previousUrls"), LIST),
    "reason": OBJECT,
}
CONTENT = {
    **dict.fromkeys(("title", "kicker", "summary", "html", "publishedAt", "modifiedAt"), TEXT),
    **dict.fromkeys(("section", "dateline", "sourceOrganisation"), TEXT),
    **dict.fromkeys(("blocks", "corrections", "authors", "topics", "images", "languageVersions"), LIST),
    **dict.fromkeys(("fullArticle", "related"), LIST),
    **dict.fromkeys(("allNews", "head", "links"), OBJECT),
}
# What each element of a list, or an object, must have; "?" marks what may be null or absent.
PARTS = {
    "reason": {"kind", "note"},
    "corrections": {"at", "note"},
    "images": {"id", "role", "alt", "caption", "credit", "focalPoint?", "renditions"},
    "languageVersions": {"lang", "nativeName", "label", "url", "id?", "external", "status"},
    "fullArticle": {"lang", "label", "url", "id?", "site"},
    "related": {"position", "kind", "id?", "external", "title", "summary", "url", "lang", "image?"},
    "allNews": {"label", "url"},
    "head": {"canonical", "hreflang", "og", "jsonld"},
    "links": {"self"},
}


def test_the_samples_are_the_documented_ones_in_four_languages() -> None:
    page = PAGE.read_text()
    assert {name for name in NAMES if f"`send {name}.json " in page} == set(NAMES)
    assert {sample(name)["data"]["lang"] for name in LIVE} == {"en", "fr", "de", "ar"}
    assert len(GONE) == 4


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_a_structured_cloudevent(name: str) -> None:
    body = (SAMPLES / f"{name}.json").read_bytes()
    headers = {"content-type": "application/cloudevents+json"}
    event = from_structured(HTTPMessage(headers, body), JSONFormat())
    assert event.get_subject() == sample(name)["data"]["id"]
    assert event.get_type().startswith("newswire.")
    assert event.get_type().endswith(".v1")
    assert event.get_extension("sequence")


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_has_every_attribute_and_what_a_state_needs(name: str) -> None:
    body = sample(name)
    data = body["data"]
    assert set(body) == ATTRIBUTES | {"sequence", "data"}
    assert_types(data, STATE)
    assert UUID(data["id"])
    assert data["version"] > data["previousVersion"]
    assert set(data["reason"]) == PARTS["reason"]


@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_has_no_text(name: str) -> None:
    data = sample(name)["data"]
    assert data["state"] == "gone"
    assert set(data) == set(STATE)


@pytest.mark.parametrize("name", LIVE)
def test_a_live_sample_has_every_field_of_the_contract(name: str) -> None:
    data = sample(name)["data"]
    assert data["state"] == "live"
    assert set(data) == set(STATE) | set(CONTENT)
    assert_types(data, CONTENT)
    for field, keys in PARTS.items():
        for part in data[field] if isinstance(data[field], list) else [data[field]]:
            assert set(part) <= {key.rstrip("?") for key in keys}, field
            missing = {key for key in keys if not key.endswith("?") and part.get(key) is None}
            assert not missing, field


@pytest.mark.parametrize("name", LIVE)
def test_the_html_of_a_sample_says_what_its_fields_say(name: str) -> None:
    data = sample(name)["data"]
    tree = html.fragment_fromstring(data["html"], create_parent=True)
    linked = {element.get("data-publication") for element in tree.iter("a")} - {None}
    named = {item.get("id") for field in NAMED for item in data[field]} - {None}
    assert named <= linked
    addresses = [*tree.xpath("//@href"), *tree.xpath("//@src")]
    assert all(address.startswith("https://") for address in addresses)
    titles = [heading.text_content() for heading in tree.iter("h3")]
    assert titles == [item["title"] for item in data["related"]]


@pytest.mark.parametrize("name", NAMES)
def test_the_headers_of_a_sample_were_signed_with_the_documented_secret(name: str) -> None:
    lines = (SAMPLES / f"{name}.headers").read_text().splitlines()
    headers = dict(line.split(": ", 1) for line in lines)
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode()
    content += (SAMPLES / f"{name}.json").read_bytes()
    key = base64.b64decode(SAMPLE_SECRET.removeprefix("whsec_"))
    right = base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{right}"
    assert headers["newswire-version"] == str(sample(name)["data"]["version"])
    assert headers["newswire-sequence"] == str(sample(name)["sequence"])


def test_the_page_names_the_secret_that_the_samples_are_signed_with() -> None:
    assert f"NEWSWIRE_SECRET={SAMPLE_SECRET}" in PAGE.read_text()


def assert_types(data: dict[str, Any], types: dict[str, type]) -> None:
    wrong = {name: data.get(name) for name, kind in types.items() if type(data.get(name)) is not kind}
    assert not wrong, json.dumps(wrong)[:500]
