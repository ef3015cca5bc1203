"""A page that one site's format cannot say: its editor reads which field, all else goes on."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from services.receiver import Receiver
from support.announced import deliveries, republish

from newswire.publisher import deliver, dispatch

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]
WHY = "Not sent as html: title: An HTML page needs a title."


def test_the_editor_reads_which_field_and_the_others_go_on(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    html_site = channel(receiver.url, name="In HTML", format="html")
    json_site = channel(receiver.url, name="In JSON")
    page, other = published(" ", slug="untitled"), published("Harbour reopens")
    deliver.run(5)
    assert deliveries(html_site, page) == []
    told = [deliveries(json_site, page), deliveries(json_site, other), deliveries(html_site, other)]
    assert [[one.state for one in sent] for sent in told] == [["delivered"]] * 3
    assert len(receiver.requests) == 3
    assert WHY in shown(publisher, page)
    assert "On 1 of 2 sites. 1 stopped, needs you." in shown(publisher, page)
    assert WHY not in shown(publisher, other)

    republish(page, title="Harbour closes")
    dispatch.run()
    deliver.run(5)
    assert WHY not in shown(publisher, page) and "On 2 of 2 sites" in shown(publisher, page)


def test_a_site_keeps_the_version_that_it_has_and_the_editor_reads_why(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url, name="In HTML", format="html")
    page = published("Harbour reopens")
    deliver.run(5)
    republish(page, title=" ")
    dispatch.run()
    deliver.run(5)
    assert len(receiver.requests) == 1
    assert WHY in shown(publisher, page)
    republish(page).unpublish()
    dispatch.run()
    deliver.run(5)
    assert len(receiver.requests) == 2 and WHY not in shown(publisher, page)


def shown(client: Client, page: Any) -> str:
    """In the editor, beside the form."""
    return " ".join(html.unescape(client.get(f"/admin/pages/{page.pk}/edit/").content.decode()).split())
