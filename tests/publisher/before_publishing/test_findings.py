"""What is found on any page type, and where each finding leads."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from host.models import HostPage
from host.tree import Tree

from newswire.publisher.before_publishing import examine, examines, registry

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


def link(page_id: int) -> str:
    return f'<p><a linktype="page" id="{page_id}">there</a></p>'


def test_a_page_with_nothing_to_mend(tree: Tree) -> None:
    assert examine(tree.published(body=link(tree.home.pk))) == []


def test_a_link_to_a_page_that_is_deleted(tree: Tree) -> None:
    (found,) = examine(tree.draft(body=link(999_999)))
    assert found == ("This leads to something that has been deleted: page.", "#id_body-label")


def test_a_link_to_a_page_that_is_not_public(tree: Tree) -> None:
    draft = tree.draft("Not yet")
    (found,) = examine(tree.draft("Other", body=link(draft.pk)))
    assert found == ("“Not yet” is shown or linked, and is not public.", "#id_body-label")


def test_a_version_that_is_not_public(tree: Tree) -> None:
    page = tree.published()
    tree.home.copy_for_translation(tree.french)
    french = page.copy_for_translation(tree.french)
    assert ("There is a version that is not public: French.", f"/admin/pages/{french.pk}/edit/") in examine(
        page
    )
    french.save_revision().publish()
    assert examine(page) == []


def test_an_app_adds_its_own_and_what_it_raises_hides_nothing(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_by_model", {})

    @examines(HostPage)
    def broken(page: Any) -> list[tuple[str, str]]:
        raise RuntimeError("no")

    @examines(HostPage)
    def own(page: Any) -> list[tuple[str, str]]:
        return [("There is no intro.", "#id_intro-label")]

    words = [found.words for found in examine(tree.draft(body=link(999_999)))]
    assert words[0].startswith("A part of this page could not be examined")
    assert words[1] == "There is no intro." and "deleted" in words[2]


def test_the_checks_panel_fetches_them(tree: Tree, publisher: Client, person: Make) -> None:
    page = tree.draft(body=link(999_999))
    shown = publisher.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    address = f"/admin/newswire/pages/{page.pk}/before-publishing/"
    assert address in shown and 'id="id_body-label"' in shown
    assert 'href="#id_body-label"' in publisher.get(address).content.decode()
    stranger = person(name="stranger")
    assert "id_body-label" not in stranger.get(address, follow=True).content.decode()


def test_it_costs_a_query_for_each_kind_of_thing(tree: Tree, counted: Make) -> None:
    def queries(number: int) -> int:
        pages = [tree.published(f"Page {number}-{index}") for index in range(number)]
        page = tree.draft(f"Draft {number}", body="".join(link(one.pk) for one in pages))
        examine(page)
        with counted() as count:
            assert examine(page) == []
        return len(count)

    assert queries(12) == queries(3)
