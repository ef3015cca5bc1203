"""What a call says, and does, of a page that has times of its own."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from services import tree

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
