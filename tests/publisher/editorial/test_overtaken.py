"""A draft save that read its page before somebody published it, over connections of their own."""

from threading import Event, current_thread

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from services.waiting import PATIENCE
from support.beside import beside
from wagtail import hooks

pytestmark = pytest.mark.django_db(transaction=True)

MEANWHILE = "this page has been published meanwhile"


@pytest.fixture
def draft(tree, editor):
    page = tree.home.add_child(instance=HostPage(title="Harbour", slug="harbour", live=False))
    page.save_revision()
    return page


@pytest.fixture
def second(editor):
    """Another connection of the same editor's."""
    client = Client()
    client.cookies = editor.cookies
    return client


class Saving:
    """A request to the page editor that has read the page and waits; `answer` when it has ended."""

    def __init__(self, client, page, data, **headers):
        self.has_read, self.may_go_on = Event(), Event()
        self._send = lambda: client.post(address(page), data, headers=headers)

    def _wait(self, request, page):
        if current_thread() is self._thread:
            self.has_read.set()
            assert self.may_go_on.wait(PATIENCE)

    def run(self):
        self._thread = current_thread()
        with hooks.register_temporarily("before_edit_page", self._wait, order=100):
            self.answer = self._send()


def address(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def autosave(client, page, data):
    return Saving(client, page, data, accept="application/json")


def publish(client, page, data):
    assert client.post(address(page), data | {"action-publish": "1"}).status_code == 302
    assert row(page).live


def row(page):
    return HostPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("overwrites", [False, True], ids=["the first autosave", "a later one"])
def test_an_autosave_does_not_take_back_a_publish(draft, editor, second, form, generation, overwrites):
    again = {"overwrite_revision_id": draft.latest_revision_id} if overwrites else {}
    if overwrites:
        draft.revisions.update(user=editor.session["_auth_user_id"])
    saving = autosave(second, draft, form(title="Half a headl", **again))
    with beside(saving.run):
        assert saving.has_read.wait(PATIENCE)
        publish(editor, draft, form(title="A headline"))
        published, counted = row(draft), generation(draft)
        saving.may_go_on.set()
    assert saving.answer.status_code == 400
    assert saving.answer.json()["error_code"] == "invalid_revision"
    assert MEANWHILE in saving.answer.json()["error_message"]
    now = row(draft)
    assert (now.live, now.title, now.live_revision_id) == (True, "A headline", published.live_revision_id)
    assert (now.latest_revision_id, now.has_unpublished_changes) == (published.latest_revision_id, False)
    assert generation(draft) == counted
    assert draft.revisions.filter(content__title="Half a headl").count() == 0


def test_a_publish_that_is_not_yet_committed_is_waited_for(draft, second, form):
    """As with ATOMIC_REQUESTS, or a script's transaction."""
    saving = autosave(second, draft, form(title="Half a headl"))
    with beside(saving.run):
        assert saving.has_read.wait(PATIENCE)
        with transaction.atomic():
            row(draft).save_revision().publish()
            saving.may_go_on.set()
    assert saving.answer.status_code == 400
    assert row(draft).live


def test_a_draft_saved_by_hand_is_kept_in_its_form_and_saved_by_the_next_press(draft, editor, second, form):
    data = form(title="My own words")
    saving = Saving(second, draft, data)
    with beside(saving.run):
        assert saving.has_read.wait(PATIENCE)
        publish(editor, draft, form(title="A headline"))
        saving.may_go_on.set()
    page = saving.answer.content.decode()
    assert MEANWHILE in page
    assert "My own words" in page
    assert row(draft).title == "A headline"
    assert second.post(address(draft), data).status_code == 302
    now = row(draft)
    assert (now.live, now.title, now.draft_title) == (True, "A headline", "My own words")


def test_a_publish_that_another_has_overtaken_counts(draft, editor, second, form):
    saving = Saving(second, draft, form(title="Second") | {"action-publish": "1"})
    with beside(saving.run):
        assert saving.has_read.wait(PATIENCE)
        publish(editor, draft, form(title="First"))
        saving.may_go_on.set()
    assert saving.answer.status_code == 302
    assert (row(draft).live, row(draft).title) == (True, "Second")


def test_an_unpublish_that_did_not_see_the_last_publish_counts(draft):
    draft.get_latest_revision().publish()
    loaded = row(draft)
    row(draft).save_revision().publish()
    loaded.unpublish()
    assert not row(draft).live


def test_a_hook_that_publishes_what_was_saved_is_not_refused(draft, editor, form):
    """What it then saves of the page in its hands is its own affair."""

    def publish_at_once(request, page):
        page.get_latest_revision().publish()
        page.save()

    with hooks.register_temporarily("after_edit_page", publish_at_once):
        answer = editor.post(address(draft), form(title="A headline"))
    assert answer.url == address(draft)
