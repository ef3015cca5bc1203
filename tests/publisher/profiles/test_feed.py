"""The feed of a channel whose format is no JSON."""

import pytest
from django.test import Client
from support.announced import deliveries, publication_of

from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.feed import tokens

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("format", ["html", "text"])
def test_it_has_bodies_as_text_and_one_publication_as_it_is(format, channel, published) -> None:
    site = channel(format=format)
    page = published("Harbour reopens")
    body = unpacked(deliveries(site)[0].payload).decode()
    client = Client(headers={"authorization": f"Bearer {tokens.create(site)}"})
    assert client.get("/newswire/v1/changes").json()["items"] == [body]
    one = client.get(f"/newswire/v1/publications/{publication_of(page).uuid}")
    assert one.content.decode() == body
    assert one["Content-Type"] == deliveries(site)[0].payload.content_type
