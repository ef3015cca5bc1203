"""`dataschema` leads somewhere."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from support.states import envelope, states

from newswire.publisher import profiles
from newswire.publisher.dispatch import announce
from newswire.publisher.dispatch.own_addresses import schemas_url, source
from newswire.publisher.models import Event
from newswire.publisher.schemas.documents import documents


@pytest.mark.parametrize("name", documents())
def test_a_document_is_served_to_anybody(client: Client, name: str) -> None:
    answer = client.get(reverse("newswire_schema", args=[name]))
    assert answer.status_code == 200
    assert answer.json() == documents()[name]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer["Cache-Control"]


def named_in(data: dict[str, Any]) -> str:
    around = envelope(data, source=source(), schemas=schemas_url())
    body = profiles.wrap(profiles.Profile("cloudevents", "full", "omit"), around, data)
    return str(json.loads(body)["dataschema"])


def test_the_address_in_an_event_is_that_one(client: Client) -> None:
    data = states()["published.en"]
    address = named_in(data)
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200
    Draft202012Validator(answer.json()).validate(data)


@pytest.mark.parametrize("routed", [True, False])
def test_what_is_announced_below_a_path_leads_there_too(mounted: str, settings: Any, routed: bool) -> None:
    settings.NEWSWIRE_BASE_URL = "https://newsroom.example"
    settings.ROOT_URLCONF = settings.ROOT_URLCONF if routed else "django.contrib.auth.urls"
    event = Event(uuid=uuid4(), type="page.published", at=datetime.now(UTC), sequence=7)
    around = announce.envelope(event, "subject")
    assert around.source == "https://newsroom.example/newswire/"
    where = f"{mounted}/newswire/" if routed else "/newswire/"
    assert around.schemas == f"https://newsroom.example{where}schemas/"


def test_what_is_no_schema_is_no_redirect(client: Client) -> None:
    answer = client.get(reverse("newswire_schema", args=["body.v9.json"]))
    assert answer.status_code == 410
    assert "body.v1.json" in answer.json()["names"]
    assert client.post(reverse("newswire_schema", args=["body.v1.json"])).status_code == 405
