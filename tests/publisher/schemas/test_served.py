"""`dataschema` leads somewhere."""

import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator
from support.states import envelope, states

from newswire.publisher import profiles
from newswire.publisher.dispatch.own_addresses import source
from newswire.publisher.schemas.documents import documents


@pytest.mark.parametrize("name", documents())
def test_a_document_is_served_to_anybody(client: Client, name: str) -> None:
    answer = client.get(reverse("newswire_schema", args=[name]))
    assert answer.status_code == 200
    assert answer.json() == documents()[name]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "max-age" in answer["Cache-Control"]


def test_the_address_in_an_event_is_that_one(client: Client) -> None:
    data = states()["published.en"]
    around = envelope(data, source=source())
    body = profiles.wrap(profiles.Profile("cloudevents", "full", "omit"), around, data)
    address = json.loads(body)["dataschema"]
    answer = client.get(urlsplit(address).path)
    assert answer.status_code == 200
    Draft202012Validator(answer.json()).validate(data)


def test_what_is_no_schema_is_no_redirect(client: Client) -> None:
    answer = client.get(reverse("newswire_schema", args=["body.v9.json"]))
    assert answer.status_code == 410
    assert "body.v1.json" in answer.json()["names"]
    assert client.post(reverse("newswire_schema", args=["body.v1.json"])).status_code == 405
