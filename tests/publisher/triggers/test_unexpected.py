"""A host's own code fails while a page is published for a trigger."""

import json

import pytest
from django.test import Client
from services import tree
from wagtail.signals import page_published

from newswire.publisher.triggers import run

from .conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)


def test_its_words_are_for_the_log_and_not_for_the_caller(
    call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**kwargs: object) -> None:
        raise RuntimeError("no login at mail.example.org with hunter2")

    page = tree.draft("Fresh")
    answer = call({"action": "publish", "page": {"id": page.pk}})
    page_published.connect(fail)
    try:
        assert run.act(5) == 1
    finally:
        page_published.disconnect(fail)

    address = json.loads(answer.content)["job"].removeprefix("http://testserver")
    job = Client().get(address).json()
    page.refresh_from_db()
    assert (job["state"], page.live) == ("failed", False)
    assert job["reason"] == "An unexpected error (RuntimeError); the newsroom's log tells more."
    assert "hunter2" in caplog.text
