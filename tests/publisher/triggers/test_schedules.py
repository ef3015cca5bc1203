"""What a call says, and does, of a page that has times of its own."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from services import tree
from wagtail.models import Locale, Page

from newswire.publisher import takedown
from newswire.publisher.editorial.restore import restore
from newswire.publisher.models import Trigger, TriggerCall
from newswire.publisher.triggers import run

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_live", [False, True])
def test_a_draft_that_waits_for_its_own_time_is_said_to(call: Call, is_live: bool) -> None:
    """Of a page that is live too: what readers see is still the version before."""
    page = tree.live("First") if is_live else tree.draft("First")
    page.title, page.go_live_at = "Second", timezone.now() + timedelta(days=1)
    page.save_revision()
    answer = call({"action": "publish", "page": {"id": page.pk}})
    assert run.act(5) == 1
    page.refresh_from_db()
    assert page.live == is_live
    assert not is_live or page.title == "First"
    job = Client().get(json.loads(answer.content)["job"].removeprefix("http://testserver")).json()
    assert (job["state"], job["reason"]) == ("done", "Scheduled for its own go-live time.")


def _ask_for_tomorrow(call: Call, page: Page, action: str = "publish") -> None:
    at = (timezone.now() + timedelta(days=1)).isoformat()
    assert call({"action": action, "page": {"id": page.pk}, "at": at}).status_code == 202
    assert run.act(5) == 0


def _tomorrow(page: Page) -> TriggerCall:
    TriggerCall.objects.filter(page_id=page.pk).update(due_at=timezone.now())
    assert run.act(5) == 1
    page.refresh_from_db()
    return TriggerCall.objects.get(page_id=page.pk)


def test_what_was_taken_down_everywhere_is_not_published_by_an_earlier_call(call: Call) -> None:
    page = tree.live()
    _ask_for_tomorrow(call, page)
    takedown.take_down(page, "A court said so.")
    job = _tomorrow(page)
    assert not page.live
    assert (job.state, job.reason[:44]) == ("failed", "The page was taken down everywhere after thi")
    call({"action": "publish", "page": {"id": page.pk}})
    run.act(5)
    page.refresh_from_db()
    assert page.live


def test_nor_is_a_translation_of_it_that_was_a_draft(call: Call) -> None:
    Trigger.objects.update(actions=["translation.completed"])
    page = tree.live()
    french, _ = Locale.objects.get_or_create(language_code="fr")
    translation = page.copy_for_translation(french, copy_parents=True)
    _ask_for_tomorrow(call, translation, "translation.completed")
    takedown.take_down(page, "A court said so.")
    assert _tomorrow(translation).state == "failed"
    assert not translation.live


def test_what_was_restored_since_is_published(call: Call) -> None:
    page = tree.live("First")
    _ask_for_tomorrow(call, page)
    takedown.take_down(page, "A mistake.")
    restore([page.pk])
    page.refresh_from_db()
    page.title = "Second"
    page.save_revision()
    assert _tomorrow(page).state == "done"
    assert page.title == "Second"
