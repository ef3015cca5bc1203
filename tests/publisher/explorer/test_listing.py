"""The column of the page listing, and what it costs."""

import html
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from host.models import HostPage
from host.tree import Tree
from services.receiver import Receiver
from support.factories import announce
from wagtail.admin.viewsets.pages import base_page_viewset, page_viewset_registry
from wagtail.models import Page

from newswire.publisher import deliver, dispatch
from newswire.publisher.models import Copy, Delivery, Publication

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


def test_a_search_has_the_column_too(tree: Tree, channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published("Harbour reopens")
    assert cell(listing(publisher, tree.home, "?q=Harbour"), page) == "1 waiting : Harbour reopens"


def test_a_thousand_pages_and_a_hundred_sites_cost_at_most_six_queries(
    tree: Tree, channel: Make, publisher: Client, counted: Make
) -> None:
    sites = [channel(name=f"Site {number:03}") for number in range(100)]
    grow(tree, 1_000)
    shown = re.findall(r'data-object-id="(\d+)"', listing(publisher, tree.home))
    assert len(shown) == 50
    for publication in Publication.objects.filter(page_id__in=shown):
        announce(publication, sites)
        Copy.objects.bulk_create(
            Copy(channel=one, publication=publication, announced_state="live", version=1, state="live")
            for one in sites
        )
    counts = []
    ours = page_viewset_registry.get_by_type(HostPage)
    try:
        for viewset in (base_page_viewset, ours):
            page_viewset_registry.values_by_parent_model[HostPage] = viewset
            listing(publisher, tree.home)  # warms what Wagtail caches
            with counted() as queries:
                shown = listing(publisher, tree.home)
            counts.append(len(queries))
    finally:
        del page_viewset_registry.values_by_parent_model[HostPage]
    bare, with_column = counts
    assert "100 waiting" in shown
    assert 0 < with_column - bare <= 6, counts


def grow(tree: Tree, number: int) -> None:
    """Rows of pages and of their publications, with no signal and no index: only their number matters."""
    kind = ContentType.objects.get_for_model(Page)
    depth = tree.home.depth + 1
    pages = Page.objects.bulk_create(
        Page(
            title=f"Page {index}",
            slug=f"page-{index}",
            path=Page._get_path(tree.home.path, depth, index + 1),
            depth=depth,
            url_path=f"{tree.home.url_path}page-{index}/",
            locale=tree.english,
            translation_key=uuid4(),
            content_type=kind,
        )
        for index in range(number)
    )
    Page.objects.filter(pk=tree.home.pk).update(numchild=number)
    Publication.objects.bulk_create(
        Publication(page_id=page.pk, state=Publication.State.LIVE, version=1) for page in pages
    )
