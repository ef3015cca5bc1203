"""The column of the page listing, and what it costs."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from host.tree import Tree
from services.receiver import Receiver
from support.factories import announce

from newswire.publisher import deliver, dispatch
from newswire.publisher.models import Delivery, Publication

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


def listing(client: Client, page: Any, search: str = "") -> str:
    answer = client.get(f"/admin/pages/{page.pk}/{search}")
    assert answer.status_code == 200
    return answer.content.decode()


def cell(shown: str, page: Any) -> str:
    found = re.search(rf'<a href="/admin/newswire/pages/{page.pk}/">(.*?)</a>', shown, re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def test_each_page_says_where_it_is(
    tree: Tree, channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    for name in "AB":
        channel(receiver.url, name=name)
    sent = published("Sent")
    deliver.run(5)
    waiting, stopped = published("Waiting"), published("Stopped")
    Delivery.objects.filter(publication__page_id=stopped.pk).update(state=Delivery.State.PARKED)
    draft = tree.draft("Draft")
    shown = listing(publisher, tree.home)
    assert cell(shown, sent) == "On 2 sites : Sent"
    assert cell(shown, waiting) == "2 waiting : Waiting"
    assert cell(shown, stopped) == "2 stopped : Stopped"
    assert cell(shown, draft) == ""


def test_only_the_last_sending_to_a_site_counts(
    tree: Tree, channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    one = channel(receiver.url)
    page = published()
    Delivery.objects.update(state=Delivery.State.PARKED)
    publication = Publication.objects.get(page_id=page.pk)
    announce(publication, [one])
    assert cell(listing(publisher, tree.home), page).startswith("1 waiting")


def test_a_page_that_cannot_be_rendered(tree: Tree, channel: Make, publisher: Client) -> None:
    from host.models import BrokenPage

    channel()
    page = tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english))
    page.save_revision().publish()
    dispatch.run()
    assert cell(listing(publisher, tree.home), page) == "Cannot be sent : Broken"


@pytest.mark.searched
def test_a_search_has_the_column_too(tree: Tree, channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published("Harbour reopens")
    assert cell(listing(publisher, tree.home, "?q=Harbour"), page) == "1 waiting : Harbour reopens"
