"""What a subscriber does: it asks the hub, and its callback answers."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.utils import timezone
from services.receiver import Received, Receiver, Reply

from newswire.publisher.hub import run
from newswire.publisher.models import HubSubscription, HubTopic

HUB = "/newswire/hub/"
FEED = "http://localhost/en/news/?feed=atom"
SECRET = "as the subscriber chose it"


def query(request: Received) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}


def willing(request: Received) -> Reply:
    return Reply(200, query(request).get("hub.challenge", "").encode())


def post(mode: str = "subscribe", **more: str) -> Any:
    form = {"hub.mode": mode, "hub.topic": FEED, "hub.callback": "http://127.0.0.1:9/"}
    return Client().post(HUB, form | {f"hub.{name}": value for name, value in more.items()})


def subscribed(receiver: Receiver, **more: str) -> HubSubscription:
    assert post(callback=receiver.url, secret=SECRET, **more).status_code == 202
    run.act(5)
    receiver.requests.clear()
    return HubSubscription.objects.get()


def again_at_once(**more: Any) -> None:
    """As if the time until the next step had passed."""
    past = timezone.now() - timedelta(minutes=1)
    HubSubscription.objects.update(due_at=past, asked_at=past, **more)
    HubTopic.objects.update(read_at=None)
