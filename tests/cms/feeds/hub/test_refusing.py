"""What the hub refuses, in words, and what it denies."""

from typing import Any

import pytest
from django.test import Client
from services.receiver import Receiver

from newswire.publisher.hub import run
from newswire.publisher.models import HubSubscription

from .asking import HUB, again_at_once, post, query

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "topic", ["http://localhost/en/news/", "http://localhost/nothing", "http://localhost/admin/"]
)
def test_what_is_no_feed_is_denied(receiver: Receiver, topic: str) -> None:
    assert post(callback=receiver.url, topic=topic).status_code == 202
    run.act(5)
    (told,) = receiver.requests
    assert query(told)["hub.mode"] == "denied"
    assert query(told)["hub.topic"] == topic
    assert query(told)["hub.reason"]
    assert not HubSubscription.objects.exists()


REFUSED = [
    ({"mode": "delete"}, 400, "hub.mode"),
    ({"topic": ""}, 400, "needed"),
    ({"topic": "https://elsewhere.example/feed"}, 400, "no feed of this newsroom"),
    ({"topic": "http://localhost.evil.example/en/news/?feed=atom"}, 400, "no feed of this newsroom"),
    ({"topic": "http://localhost/en/news/?feed=atom&topic=\0"}, 400, "no feed of this newsroom"),
    ({"callback": "http://169.254.169.254/latest"}, 400, "not on the public internet"),
    ({"callback": "http://[::1]/"}, 400, "not on the public internet"),
    ({"callback": "ftp://127.0.0.1/"}, 400, "hub.callback"),
    ({"callback": "http://127.0.0.1:9/#part"}, 400, "hub.callback"),
    ({"callback": "http://user:pass@127.0.0.1:9/"}, 400, "hub.callback"),
    ({"secret": "x" * 200}, 400, "bytes"),
    ({"lease_seconds": "-1"}, 400, "lease_seconds"),
    ({"lease_seconds": "soon"}, 400, "lease_seconds"),
    ({"mode": "unsubscribe"}, 400, "no such subscription"),
]


@pytest.mark.parametrize(("form", "status", "words"), REFUSED)
def test_what_is_refused_is_said_in_words(form: dict[str, str], status: int, words: str) -> None:
    answer = post(**form)
    assert (answer.status_code, words in answer.content.decode()) == (status, True), answer.content
    assert not HubSubscription.objects.exists()


def test_a_get_is_refused() -> None:
    assert Client().get(HUB).status_code == 405


def test_nobody_can_have_us_ask_a_strangers_server_again_and_again(settings: Any) -> None:
    settings.NEWSWIRE_HUB_PER_HOST = 3
    settings.NEWSWIRE_HUB_SUBSCRIPTIONS = 5
    assert post().status_code == 202
    soon = post()
    assert (soon.status_code, soon["Retry-After"]) == (429, "10")
    codes = [post(callback=f"http://127.0.0.1:9/{number}").status_code for number in range(3)]
    assert codes == [202, 202, 403]
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1", "one.example", "two.example"]
    codes = [post(callback=f"http://{name}.example/").status_code for name in ("one", "two")]
    assert codes == [202, 202]
    full = post(callback="http://one.example/2")
    assert (full.status_code, "Retry-After" in full.headers) == (503, True)
    again_at_once()
    assert post().status_code == 202, "who is known may ask again"
