"""The panel says why a site does not get a page: which filter, or that there is no site."""

from typing import Any

import pytest
from django.test import Client
from host.tree import Tree

from newswire.publisher import dispatch

from .reading import Make, status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("wants", "words"),
    [
        ({"page_types": []}, "No page type is ticked for this site."),
        (
            {"page_types": ["host.brokenpage"]},
            "It takes no pages of the type “host page”, only: broken page.",
        ),
        ({"languages": ["fr"]}, "It takes only French, and there is no such version."),
        ({"topics": ["space"]}, "It takes only these topics: space."),
        ({"started_at": None}, "This site is not switched on yet."),
    ],
)
def test_a_site_that_does_not_want_the_page_says_which_filter(
    channel: Make, published: Make, publisher: Client, wants: dict[str, Any], words: str
) -> None:
    channel(name="Everybody")
    page = published()
    channel(name="Choosy", **wants)
    said = status(publisher, page)
    assert "Choosy Not sent" in said and words in said


def test_a_section_is_named_by_its_title(
    tree: Tree, channel: Make, published: Make, publisher: Client
) -> None:
    sports = tree.published("Sports")
    channel(name="Choosy", sections=[sports.pk])
    assert "It takes only what stands below: Sports." in status(publisher, published())


def test_a_language_that_is_there_is_not_called_missing(
    tree: Tree, channel: Make, published: Make, publisher: Client
) -> None:
    channel(name="Everybody")
    channel(name="Choosy", languages=["fr"])
    page = published()
    tree.home.copy_for_translation(tree.french)
    french = page.copy_for_translation(tree.french)
    french.save_revision().publish()
    dispatch.run()
    said = status(publisher, page)
    assert "It takes only French." in said
    assert "Other languages" in said


def test_nothing_is_hidden_where_there_is_nothing(tree: Tree, publisher: Client, person: Make) -> None:
    page = tree.draft()
    assert "No site receives this page yet. Ask whoever looks after" in status(publisher, page)
    manager = person("change", codenames=("add_channel",), name="manager")
    assert "Add a site" in status(manager, page)


def test_a_page_that_nobody_takes(tree: Tree, channel: Make, publisher: Client) -> None:
    channel(page_types=[])
    said = status(publisher, tree.published())
    assert "No site takes this page." in said and "Each says below why not." in said


def test_a_page_from_before_the_site_can_be_sent(channel: Make, published: Make, publisher: Client) -> None:
    channel(name="First")
    page = published()
    channel(name="Second")
    said = status(publisher, page)
    assert "It was live before this site was added." in said and "Send it" in said
