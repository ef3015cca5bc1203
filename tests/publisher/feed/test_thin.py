"""A site that is sent notices fetches the rest at the address in them."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from host.models import HostPage
from support.announced import body, deliveries, republish

from newswire.publisher import dispatch
from newswire.publisher.feed import tokens
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def fetched(site: Channel, address: str) -> Any:
    return Client(headers={"authorization": f"Bearer {tokens.create(site)}"}).get(urlsplit(address).path)


def test_the_notice_leads_to_the_whole_and_after_it_to_what_is_newer(channel: Any, published: Any) -> None:
    site = channel(mode="thin")
    page = published(body="<p>The harbour is open.</p>")
    (sent,) = deliveries(site, page)
    notice = body(sent)["data"]
    assert "html" not in notice
    event = json.loads((answer := fetched(site, notice["links"]["self"])).content)
    assert event["id"] == str(sent.event.uuid) and event["dataschema"].endswith("/body.v1.json")
    assert "The harbour is open." in event["data"]["html"]
    assert event["data"]["version"] == notice["version"] and answer["ETag"]

    republish(page, body="<p>It is closed.</p>")
    dispatch.run()
    assert "It is closed." in fetched(site, notice["links"]["self"]).content.decode()
    HostPage.objects.get(pk=page.pk).unpublish()
    dispatch.run()
    gone = fetched(site, notice["links"]["self"]).json()["data"]
    assert (gone["state"], gone["reason"]["kind"], "html" in gone) == ("gone", "unpublished", False)


def test_in_the_format_of_the_site(channel: Any, published: Any) -> None:
    site = channel(mode="thin", format="html")
    published(body="<p>The harbour is open.</p>")
    uuid = deliveries(site)[0].publication.uuid
    answer = fetched(site, f"/newswire/v1/publications/{uuid}")
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert b"<p>The harbour is open.</p>" in answer.content


def test_the_feed_of_such_a_site_is_of_notices(channel: Any, published: Any) -> None:
    """As the webhooks are; a site that catches up fetches as it does after a webhook."""
    site = channel(mode="thin")
    published(body="<p>The harbour is open.</p>")
    (item,) = fetched(site, "/newswire/v1/changes").json()["items"]
    assert item == body(deliveries(site)[0])
