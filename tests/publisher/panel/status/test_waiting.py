"""What the panel says of a page that waits: for workers, or for a site."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newswire.publisher.models import Channel, Heartbeat, Lane

from .reading import Make, fragment, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_sending_that_is_stopped_is_said(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "Waiting: sending is stopped, tell your administrator." in status(publisher, page)
    assert "w-session w-swap" not in fragment(publisher, page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"state": Channel.State.PAUSED, "state_note": "Paused by Ana."},
            "This site is paused. Paused by Ana.",
        ),
        ({"state": Channel.State.DISABLED}, "This site is switched off."),
    ],
)
def test_what_waits_for_a_site_that_is_not_on(
    channel: Make, published: Make, publisher: Client, fields: dict[str, Any], words: str
) -> None:
    channel(**fields)
    assert words in status(publisher, published())


def test_what_waits_for_a_site_that_failed_too_often(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page = published()
    Lane.objects.update(breaker=Lane.Breaker.OPEN)
    assert "Paused after errors: it goes out when the site answers again." in status(publisher, page)
