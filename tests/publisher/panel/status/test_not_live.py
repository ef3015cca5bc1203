"""What the panel says of a draft, of a page that is gone and of one that cannot be rendered."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from host.tree import Tree
from services.receiver import Receiver
from wagtail.models import PageViewRestriction

from newswire.publisher import deliver, dispatch
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Embargo, Publication

from .reading import Make, fragment, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_says_who_gets_it(tree: Tree, channel: Make, publisher: Client) -> None:
    channel()
    said = status(publisher, tree.draft())
    assert "1 site gets it when it is published." in said and "Send it" not in said


HELD = "1 site gets it when it is published, not before the embargo ends."
FREE = "1 site gets it when it is published."


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [(True, f"{FREE} {HELD}"), (False, HELD.replace("site gets", "sites get").replace("1", "2"))],
)
def test_a_draft_under_embargo_says_what_the_sites_wait_for(
    tree: Tree, channel: Make, publisher: Client, ahead: bool, expected: str
) -> None:
    channel(name="Partner"), channel(name="Agency", trusted=True)
    page = tree.draft()
    embargo.place(page.pk, timezone.now() + timedelta(hours=2), ahead=ahead)
    said = status(publisher, page)
    assert expected in said
    assert "Gets it when it is published, not before the embargo ends" in said
    Embargo.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "2 sites get it when it is published." in status(publisher, page)


def test_an_unpublished_page(channel: Make, published: Make, publisher: Client, receiver: Receiver) -> None:
    channel(receiver.url, name="Partner")
    page = published()
    deliver.run(5)
    page.unpublish()
    dispatch.run()
    deliver.run(5)
    said = status(publisher, page)
    assert "Off all sites." in said and "The page is not published." in said


def test_a_private_page_says_so(
    tree: Tree, channel: Make, published: Make, publisher: Client, receiver: Receiver, form: Make
) -> None:
    """Its own privacy, or that of a page above it; before its first publish and after."""
    channel(receiver.url, name="Partner")
    page, draft = published(), tree.draft("Unseen")
    deliver.run(5)
    PageViewRestriction.objects.create(page=tree.home, restriction_type="login")
    dispatch.run()
    deliver.run(5)
    for one in (page, draft):
        said = status(publisher, one)
        assert "This page is private: no site gets it." in said and "The page is private." in said
    fields = {**form(), "action-publish": "action-publish"}
    answer = publisher.post(f"/admin/pages/{draft.pk}/edit/", fields, follow=True).content.decode()
    assert "This page is private: no site gets it." in answer and "Going to" not in answer


def test_a_page_that_cannot_be_rendered_says_why(tree: Tree, channel: Make, publisher: Client) -> None:
    from host.models import BrokenPage

    channel()
    page = tree.home.add_child(instance=BrokenPage(title="Broken", locale=tree.english))
    page.save_revision().publish()
    dispatch.run()
    said = status(publisher, page)
    assert "This page cannot be sent" in said
    assert Publication.objects.get(page_id=page.pk).render_error in html.unescape(said)


def test_a_page_deleted_meanwhile(channel: Make, published: Make, publisher: Client, person: Make) -> None:
    channel(name="Partner")
    page = published()
    pk = page.pk
    page.delete()
    page.pk = pk
    assert "This page has been deleted." in fragment(publisher, page)
    manager = person(codenames=("view_channel",), name="manager")
    assert "Partner" in fragment(manager, page)
    dispatch.run()
    assert "This page has been deleted." in status(manager, page)
    assert publisher.get("/admin/newswire/pages/999999/", follow=True).status_code == 404
