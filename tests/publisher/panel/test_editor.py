"""In Wagtail's own editor: the side panel, the button, the message, and what they cost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from host.tree import Tree
from wagtail.admin.viewsets.pages import PageViewSet

from newswire.publisher.admin.pages import NewswireEditView

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


class WithPanel(PageViewSet):
    edit_view_class = NewswireEditView


def edit(client: Client, page: Any) -> str:
    answer = client.get(f"/admin/pages/{page.pk}/edit/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_panel_stands_beside_every_page_type(channel: Make, published: Make, publisher: Client) -> None:
    channel(name="Partner")
    shown = edit(publisher, published())
    assert 'data-side-panel="newswire"' in shown
    assert "Partner" in shown and "newswire_publisher/steady.js" in shown


def test_the_header_leads_to_the_same(channel: Make, published: Make, publisher: Client) -> None:
    page = published()
    assert f'href="/admin/newswire/pages/{page.pk}/"' in edit(publisher, page)


def test_no_script_and_no_style_of_ours_stands_in_the_page(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page = published()
    for address in ("", "fragment/"):
        shown = publisher.get(f"/admin/newswire/pages/{page.pk}/{address}").content.decode()
        ours = shown[shown.find("newswire-delivery") :] if not address else shown
        assert " style=" not in ours and "onclick" not in ours and "<style" not in ours
    assert "<script>" not in publisher.get(f"/admin/newswire/pages/{page.pk}/fragment/").content.decode()


def test_after_publishing_a_message_says_where_it_goes(
    channel: Make, tree: Tree, publisher: Client, form: Make
) -> None:
    channel(), channel()
    page = tree.draft()
    answer = publisher.post(
        f"/admin/pages/{page.pk}/edit/", {**form(), "action-publish": "action-publish"}, follow=True
    )
    shown = answer.content.decode()
    assert "Going to 2 sites." in shown and f"/admin/newswire/pages/{page.pk}/" in shown
