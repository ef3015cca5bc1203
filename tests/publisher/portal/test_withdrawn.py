"""The text of what was withdrawn is to be had from no address that a site has been given."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from host.models import HostPage
from support.announced import deliveries, publication_of, republish, wants

from newswire.publisher import dispatch, takedown
from newswire.publisher.feed import tokens as feed_tokens
from newswire.publisher.models import Channel
from newswire.publisher.portal import tokens
from newswire.publisher.preview import headless

pytestmark = pytest.mark.django_db(transaction=True)

SAID = "The harbour is haunted"

WITHDRAWN: dict[str, Callable[[Any, Channel], Any]] = {
    "unpublished": lambda page, site: page.unpublish(),
    "deleted": lambda page, site: page.delete(),
    "taken down": lambda page, site: takedown.take_down(page, "Ordered by the court."),
    "out of scope": lambda page, site: wants(site, []),
}


@pytest.fixture
def site(channel: Any) -> Channel:
    return channel(preview_address="https://partner.example/preview?token={token}")


@pytest.fixture
def page(site: Channel, published: Any) -> HostPage:
    found = published(body=f"<p>{SAID}.</p>")
    republish(found, title="Harbour reopens again")
    dispatch.run()
    return HostPage.objects.get(pk=found.pk)


def outside(site: Channel, page: HostPage) -> Callable[[], list[str]]:
    """Reads all that a site's developers can read about a page."""
    portal, feed = tokens.create(site), {"authorization": f"Bearer {feed_tokens.create(site)}"}
    uuid = publication_of(page).uuid
    paths = [f"/newswire/portal/{portal}/sendings/{one.pk}/" for one in deliveries(site, page)]
    paths += ["/newswire/v1/changes", f"/newswire/v1/publications/{uuid}"]
    return lambda: [Client(headers=feed).get(path).content.decode() for path in paths]


@pytest.mark.parametrize("how", WITHDRAWN)
def test_what_is_withdrawn_can_be_read_nowhere(how: str, site: Channel, page: HostPage) -> None:
    read = outside(site, page)
    assert [SAID in text for text in read()] == [True] * 4
    WITHDRAWN[how](page, site)
    while dispatch.run():
        pass
    assert not any(SAID in text for text in read())
    assert "withdrawn since" in read()[0]


def test_what_is_back_can_be_read_again(site: Channel, page: HostPage) -> None:
    read = outside(site, page)
    page.unpublish()
    dispatch.run()
    republish(page)
    dispatch.run()
    assert all(SAID in text for text in read())


def test_another_site_reads_on_what_one_gets_no_longer(site: Channel, channel: Any, published: Any) -> None:
    other = channel()
    page = published(body=f"<p>{SAID}.</p>")
    read = outside(other, page)
    wants(site, [])
    assert all(SAID in text for text in read())


def test_a_draft_of_what_was_taken_down_is_for_no_other_site(site: Channel, page: HostPage) -> None:
    user = User.objects.create_superuser("editor")
    token = headless.address(site, page.pk, user).partition("token=")[2]
    address = f"/newswire/drafts/{token}/"
    assert SAID in Client().get(address).content.decode()
    takedown.take_down(page, "Ordered by the court.")
    refused = Client().get(address)
    assert refused.status_code == 410
    assert "taken down everywhere" in json.loads(refused.content)["error"]
    republish(page)
    assert SAID in Client().get(address).content.decode()
