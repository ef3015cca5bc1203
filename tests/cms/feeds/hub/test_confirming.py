"""The hub asks a callback, by W3C's Recommendation, whether it wants what was asked in its name."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from services.receiver import Receiver, Reply

from newswire.publisher.hub import confirm, run
from newswire.publisher.models import HubSubscription

from .asking import FEED, SECRET, again_at_once, post, query, subscribed

pytestmark = pytest.mark.django_db


def test_a_callback_confirms_then_it_is_sent_what_is_new(receiver: Receiver, write: Any) -> None:
    write("Before")
    assert post(callback=f"{receiver.url}?a=b", secret=SECRET, lease_seconds="7200").status_code == 202
    assert receiver.requests == [], "the request itself waits for nobody"
    run.act(5)
    (asked,) = receiver.requests
    assert asked.body == b""
    challenge = query(asked)["hub.challenge"]
    assert len(challenge) > 20
    assert query(asked) == {
        "a": "b",
        "hub.mode": "subscribe",
        "hub.topic": FEED,
        "hub.challenge": challenge,
        "hub.lease_seconds": "7200",
    }
    row = HubSubscription.objects.get()
    assert timedelta(minutes=119) < row.expires_at - timezone.now() < timedelta(minutes=121)

    write("Breaking")
    run.act(5)
    run.act(5)
    _, sent = receiver.requests
    assert sent.body == Client().get("/en/news/?feed=atom", headers={"host": "localhost"}).content
    assert b"Breaking" in sent.body
    assert sent.headers["content-type"].startswith("application/atom+xml")
    assert sent.headers["link"] == f'<http://localhost/newswire/hub/>; rel="hub", <{FEED}>; rel="self"'
    signature = hmac.new(SECRET.encode(), sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["x-hub-signature"] == f"sha256={signature}"


@pytest.mark.parametrize(
    "answer",
    [Reply(404), Reply(200, b"not the challenge"), Reply(302, b"", {"location": "http://127.0.0.1/"})],
)
def test_what_the_callback_does_not_confirm_is_not_so(receiver: Receiver, write: Any, answer: Reply) -> None:
    row = subscribed(receiver)
    receiver.answer = lambda request: answer
    again_at_once()
    assert post("unsubscribe", callback=receiver.url).status_code == 202
    other = f"{receiver.url}/other"
    assert post(callback=other).status_code == 202
    run.act(5)
    modes = [query(request)["hub.mode"] for request in receiver.requests]
    assert sorted(modes) == ["subscribe", "unsubscribe"]  # of two callbacks, asked beside each other
    (left,) = HubSubscription.objects.all()
    assert (left.pk, left.asked, left.holds) == (row.pk, "", True)


def test_who_confirms_that_it_leaves_is_forgotten(receiver: Receiver, write: Any) -> None:
    subscribed(receiver)
    again_at_once()
    post("unsubscribe", callback=receiver.url)
    run.act(5)
    assert not HubSubscription.objects.exists()
    write("Breaking")
    run.act(5)
    assert len(receiver.requests) == 1


def test_a_callback_that_is_away_is_asked_again_a_few_times(receiver: Receiver) -> None:
    post(callback="http://127.0.0.1:9/")
    for _ in confirm.PAUSES:
        run.act(5)
        assert HubSubscription.objects.get().reason
        again_at_once()
    run.act(5)
    assert not HubSubscription.objects.exists()
