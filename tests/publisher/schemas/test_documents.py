"""What is sent is what the schemas say, and the documents are what their standards say."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft7Validator, Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from support import judges, npm
from support.profile_contract import STATES, written
from support.transport_contract import message

from newswire.publisher import profiles, transports
from newswire.publisher.schemas.documents import documents, schemas
from newswire.publisher.schemas.views import written as as_file

DOCS = Path(__file__).parents[3] / "docs" / "schemas"
CLOUDEVENTS = profiles.get("cloudevents")
# Without what an article of ours never has: `id` is left out and not empty.
SENT = [name for name in STATES if name != "odd_addresses"]


def event(name: str, mode: str = "full", fallback: str = "omit") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(CLOUDEVENTS, STATES[name], mode, fallback))
    return found


@pytest.mark.parametrize("name", schemas())
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])


@pytest.mark.parametrize("fallback", ["omit", "send"])
@pytest.mark.parametrize("name", SENT)
def test_every_state_fits_the_schema_that_it_names(name: str, fallback: str) -> None:
    for mode, schema in (("full", "body.v1.json"), ("thin", "thin.v1.json")):
        found = event(name, mode, fallback)
        assert found["dataschema"] == f"https://newsroom.example/newswire/schemas/{schema}"
        assert judges.against(judges.ours(schema), found["data"]) == []
        assert judges.against(judges.ours("event.v1.json"), found) == []


@pytest.mark.parametrize(
    "change",
    [
        {"version": "3"},
        {"state": "hidden"},
        {"publishedAt": "yesterday"},
        {"blocks": [{"value": 1}]},
        {"languageVersions": [{"lang": "fr"}]},
        {"undocumented": 1},
    ],
)
def test_what_does_not_fit_is_seen(change: dict[str, Any]) -> None:
    assert judges.against(judges.ours("body.v1.json"), event("published.en")["data"] | change)


def test_openapi_is_valid_and_has_feed_and_webhook() -> None:
    found = json.loads(as_file(documents()["openapi.json"]))
    OpenAPIV31SpecValidator(found, base_uri=(DOCS / "openapi.json").as_uri()).validate()
    assert {"/v1/changes", "/v1/publications/{publication}", "/v1/state"} <= set(found["paths"])
    body = found["webhooks"]["event"]["post"]["requestBody"]["content"]
    assert body["application/json"]["schema"] == {"$ref": "event.v1.json"}


def test_each_header_of_ours_is_named() -> None:
    sent = transports.by_request("webhook").request(message()).headers
    told = documents()["asyncapi.json"]["components"]["messages"]["event"]["headers"]
    assert set(told["required"]) == {name for name in sent if name.startswith(("webhook-", "newswire-"))}
    assert set(told["required"]) == set(told["properties"])
    parameters = documents()["openapi.json"]["webhooks"]["event"]["post"]["parameters"]
    assert {one["name"] for one in parameters} == set(told["required"])


def test_asyncapi_is_valid() -> None:
    folder = npm.packages("asyncapi", "@asyncapi/specs@6") / "node_modules/@asyncapi/specs/schemas"
    schema = json.loads((folder / "3.0.0.json").read_text())
    found = json.loads(as_file(documents()["asyncapi.json"]))
    assert judges.against(Draft7Validator(schema), found) == []
    assert not Draft7Validator(schema).is_valid({"asyncapi": "3.0.0", "info": {}})


def test_references_lead_to_documents() -> None:
    for name in ("openapi.json", "asyncapi.json"):
        text = as_file(documents()[name])
        assert text.count('"event.v1.json"') >= 1
    assert set(documents()) == {path.name for path in DOCS.glob("*.json")}


@pytest.mark.parametrize("name", documents())
def test_the_files_are_current(name: str) -> None:
    """If not: manage.py newswire_schemas docs/schemas"""
    assert (DOCS / name).read_text() == as_file(documents()[name])


def test_a_folder_that_cannot_be_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("newswire_schemas", str(tmp_path / "file"))
