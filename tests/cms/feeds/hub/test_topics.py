"""The feeds that can be subscribed to: they name the hub, and are read when there is news."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from services.receiver import Receiver

from newswire.publisher import wake
from newswire.publisher.hub import run
from newswire.publisher.models import HubSubscription, HubTopic

from .asking import FEED, HUB, post, subscribed

pytestmark = pytest.mark.django_db


def test_feeds_name_the_hub_only_while_it_is_on(settings: Any) -> None:
    for kind in ("rss", "atom", "json"):
        answer = Client().get(f"/en/news/?feed={kind}", headers={"host": "localhost"})
        assert '<http://localhost/newswire/hub/>; rel="hub"' in answer["Link"]
        assert b"http://localhost/newswire/hub/" in answer.content
    settings.NEWSWIRE_HUB = False
    assert "Link" not in Client().get("/en/news/?feed=atom").headers
    assert post().status_code == 410
    assert run.act(1) == 0


def test_a_feed_of_a_project_below_a_path(receiver: Receiver, mounted: str) -> None:
    topic = FEED.replace("/en/", f"{mounted}/en/")
    assert subscribed(receiver, topic=topic).expires_at
    assert HubTopic.objects.get().url == topic


def test_a_ping_has_the_feed_read_again(receiver: Receiver) -> None:
    subscribed(receiver)
    HubTopic.objects.update(read_at=timezone.now() - timedelta(minutes=1))
    assert Client().post(HUB, {"hub.mode": "publish", "hub.url": FEED}).status_code == 202
    assert HubTopic.objects.get().read_at is None


def test_a_feed_that_nobody_wants_any_more_is_forgotten(receiver: Receiver) -> None:
    subscribed(receiver)
    HubSubscription.objects.all().delete()
    HubTopic.objects.update(read_at=timezone.now() - timedelta(hours=2))
    run.act(1)
    assert not HubTopic.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_published_wakes_the_hub(monkeypatch: pytest.MonkeyPatch, settings: Any, write: Any) -> None:
    woken: list[str] = []
    monkeypatch.setattr(wake, "_hub", lambda: woken.append("hub"))
    write("Breaking")
    assert woken
    woken.clear()
    settings.NEWSWIRE_HUB = False
    write("More")
    assert not woken
