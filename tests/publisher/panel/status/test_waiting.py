"""What the panel says of a page that waits: for workers, or for a site."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newswire.publisher.models import Channel, Delivery, Heartbeat, Lane

from .reading import Make, fragment, status

pytestmark = pytest.mark.django_db(transaction=True)


def test_sending_that_is_stopped_is_said(channel: Make, published: Make, publisher: Client) -> None:
    channel()
    page = published()
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "Waiting: sending is stopped, tell your administrator." in status(publisher, page)
    assert "w-session w-swap" not in fragment(publisher, page)


@pytest.mark.parametrize("works", [True, False])
@pytest.mark.parametrize("ends", [timedelta(seconds=20), timedelta(minutes=-1)])
def test_what_a_worker_held_that_is_gone_is_not_under_way(
    channel: Make, published: Make, publisher: Client, works: bool, ends: timedelta
) -> None:
    channel()
    page = published()
    sending = {"state": Delivery.State.SENDING, "attempts": 1, "leased_until": timezone.now() + ends}
    Delivery.objects.update(**sending)
    if not works:
        Heartbeat.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    said = fragment(publisher, page)
    assert ("Under way" in said) == (ends > timedelta(0))
    assert ("Sending is stopped." in said) == (ends < timedelta(0) and not works)


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


def test_a_site_that_failed_too_often_and_asks_us_to_wait(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page = published()
    until = timezone.now() + timedelta(hours=5)
    probe = timezone.now() + timedelta(seconds=5)
    Lane.objects.update(breaker=Lane.Breaker.OPEN, probe_at=probe, hold_until=until)
    assert timezone.localtime(until).isoformat()[:16] in fragment(publisher, page)


FAILED_LONG_AGO = timedelta(minutes=-40)


def test_what_failed_before_its_site_did_waits_for_the_next_question(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page, now = published(), timezone.now()
    probe = now + timedelta(minutes=8)
    Delivery.objects.update(attempts=1, last_error="connect", next_attempt_at=now + FAILED_LONG_AGO)
    Lane.objects.update(breaker=Lane.Breaker.OPEN, probe_at=probe)
    shown = fragment(publisher, page)
    assert timezone.localtime(probe).isoformat()[:16] in shown
    assert timezone.localtime(now + FAILED_LONG_AGO).isoformat()[:16] not in shown


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (Channel.State.PAUSED, "This site is paused."),
        (Channel.State.DISABLED, "This site is switched off."),
    ],
)
def test_what_failed_is_not_tried_again_while_its_site_is_not_on(
    channel: Make, published: Make, publisher: Client, state: str, words: str
) -> None:
    site = channel()
    page = published()
    Delivery.objects.update(
        attempts=1, last_error="connect", next_attempt_at=timezone.now() + FAILED_LONG_AGO
    )
    Channel.objects.filter(pk=site.pk).update(state=state)
    said = status(publisher, page)
    assert words in said
    assert "will be tried again" not in said


def test_a_site_that_asks_us_to_wait(channel: Make, published: Make, publisher: Client) -> None:
    """What was never tried, and what failed before and is due earlier than the site wants."""
    channel(name="Partner")
    page = published()
    until = timezone.now() + timedelta(hours=5, minutes=1)
    Lane.objects.update(hold_until=until)
    assert re.search(r"Waiting The site asks us to wait: 5.hours more", status(publisher, page))
    Delivery.objects.update(attempts=1, last_error="throttled", next_attempt_at=timezone.now())
    assert timezone.localtime(until).isoformat()[:16] in fragment(publisher, page)
