"""What Newswire adds to Wagtail's listing and editor, in statements: against the same site without it."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.test import Client
from host.tree import Tree
from support.bare_wagtail import bare_wagtail
from support.factories import announce
from wagtail.models import Page

from newswire.publisher import dispatch
from newswire.publisher.models import Copy, Delivery, Heartbeat, Lane, Publication

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]
AT_MOST = 6  # more than Wagtail's own


@pytest.fixture
def chief(person: Make) -> Client:
    """Whoever may do all that an editor can: each of these permissions is asked for somewhere."""
    acts = ("publish_correction", "publish_small_fix", "set_embargo", "take_down", "restore", "view_channel")
    chief: Client = person("add", "change", "publish", codenames=acts, name="chief")
    return chief


@pytest.fixture
def big(tree: Tree, channel: Make, published: Make, chief: Client) -> Any:
    """A page in two languages among a thousand, told to a hundred sites, half of which take one part of the
    site alone."""
    sections = [tree.published("Section").pk, tree.home.pk]
    sites = [channel(name=f"Site {n:03}", sections=sections if n % 2 else []) for n in range(100)]
    grow(tree, 1_000)
    tree.home.copy_for_translation(tree.french)
    page = published()
    page.copy_for_translation(tree.french).save_revision().publish()
    dispatch.run()
    shown = re.findall(r'data-object-id="(\d+)"', chief.get(f"/admin/pages/{tree.home.pk}/").content.decode())
    assert len(shown) == 50
    for publication in Publication.objects.filter(page_id__in=shown, title=""):
        announce(publication, sites)
        Copy.objects.bulk_create(
            Copy(channel=one, publication=publication, announced_state="live", version=1, state="live")
            for one in sites
        )
    stopped = Delivery.objects.filter(publication__page_id=page.pk)[:20]
    Delivery.objects.filter(pk__in=stopped.values("pk")).update(state="parked", last_error="timeout")
    return page


def test_a_thousand_pages_and_a_hundred_sites(tree: Tree, big: Any, chief: Client, counted: Make) -> None:
    assert Heartbeat.objects.exists() and Lane.objects.count() == 100
    for address, words in (
        (f"/admin/pages/{tree.home.pk}/", "100 waiting"),
        (f"/admin/pages/{big.pk}/edit/", "On 0 of 100 sites. 80 waiting. 20 stopped, need you."),
    ):
        ours = statements(chief, address, counted, words)
        with bare_wagtail():
            bare = statements(chief, address, counted)
        print(f"{address}: Wagtail's own {bare}, with Newswire {ours}")
        assert 0 < ours - bare <= AT_MOST, (address, bare, ours)


def statements(client: Client, address: str, counted: Make, words: str = "") -> int:
    client.get(address)  # warms what Wagtail caches
    with counted() as queries:
        answer = client.get(address)
    shown = answer.content.decode()
    assert answer.status_code == 200 and words in shown
    assert ("On other sites" in shown) is bool(words)
    return len(queries)


def grow(tree: Tree, number: int) -> None:
    """Rows of pages and of their publications, with no signal and no index: only their number matters."""
    kind = ContentType.objects.get_for_model(Page)
    depth = tree.home.depth + 1
    pages = Page.objects.bulk_create(
        Page(
            title=f"Page {index}",
            slug=f"page-{index}",
            path=Page._get_path(tree.home.path, depth, index + 2),
            depth=depth,
            url_path=f"{tree.home.url_path}page-{index}/",
            locale=tree.english,
            translation_key=uuid4(),
            content_type=kind,
        )
        for index in range(number)
    )
    Page.objects.filter(pk=tree.home.pk).update(numchild=F("numchild") + number)
    Publication.objects.bulk_create(
        Publication(page_id=page.pk, state=Publication.State.LIVE, version=1) for page in pages
    )
