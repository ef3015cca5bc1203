"""What a hub is told, to a real HTTP server."""

from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from host.tree import plant
from pytest_django import Settings
from services.receiver import Receiver, Reply
from support.batch_contract import PUBLISHED, UNPUBLISHED, BatchContract, body, sent

from newswire.publisher import transports
from newswire.publisher.models import Channel
from newswire.publisher.transports.base import Destination, Outcome

WEBSUB = transports.by_batch("websub")
NEWS = "https://newsroom.example/en/news/"
FEED = "https://newsroom.example/feed.xml"
ALL_NEWS = {"label": "All news", "url": NEWS}
ADD = "/admin/newswire/channels/new/?transport=websub"


@pytest.fixture
def destination(receiver: Receiver, settings: Settings) -> Destination:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    return Destination(1, "Hub", "websub", receiver.url)


class TestWebSub(BatchContract):
    transport = WEBSUB


def pings(receiver: Receiver) -> list[list[tuple[str, str]]]:
    assert all(
        request.headers["content-type"] == "application/x-www-form-urlencoded"
        for request in receiver.requests
    )
    return [parse_qsl(request.body.decode(), strict_parsing=True) for request in receiver.requests]


def test_a_hub_is_told_once_of_each_feed_however_many_articles(
    destination: Destination, receiver: Receiver
) -> None:
    sent(WEBSUB, destination, body(allNews=ALL_NEWS), body(id=str(uuid4()), allNews=ALL_NEWS))

    (ping,) = pings(receiver)
    assert ping[0] == ("hub.mode", "publish")
    assert [value for name, value in ping[1:] if name == "hub.url"] == [
        f"{NEWS}?feed=rss",
        f"{NEWS}?feed=atom",
        f"{NEWS}?feed=json",
        f"{NEWS}?feed=rss&text=full",
        f"{NEWS}?feed=atom&text=full",
        f"{NEWS}?feed=json&text=full",
    ]


def test_feeds_that_the_channel_names_are_told_of_whatever_happens(
    receiver: Receiver, settings: Settings
) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    named = Destination(1, "Hub", "websub", receiver.url, {"feeds": FEED})

    sent(WEBSUB, named, UNPUBLISHED, PUBLISHED)

    assert pings(receiver) == [[("hub.mode", "publish"), ("hub.url", FEED)]]


def test_a_page_of_no_list_pings_nobody(destination: Destination, receiver: Receiver) -> None:
    assert [one and one.outcome for one in sent(WEBSUB, destination, UNPUBLISHED)] == [Outcome.DELIVERED]
    assert receiver.requests == []


@pytest.mark.parametrize(("status", "outcome"), [(204, Outcome.DELIVERED), (503, Outcome.RETRY)])
def test_answers(destination: Destination, receiver: Receiver, status: int, outcome: Outcome) -> None:
    receiver.answer = lambda request: Reply(status)

    assert [one and one.outcome for one in sent(WEBSUB, destination, body(allNews=ALL_NEWS))] == [outcome]


@pytest.mark.django_db(transaction=True)
def test_the_form_checks_hub_and_feeds(client: Client, settings: Settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    plant()
    client.force_login(User.objects.create_superuser("chief"))
    form = {"name": "Hub", "fallback": "omit", "address": "http://127.0.0.1:9/", "feeds": f"{FEED}\n{NEWS}"}
    wrong = client.post(ADD, {**form, "feeds": "ftp://x"}).content.decode()
    assert "must begin with https://" in wrong
    client.post(ADD, form)
    assert Channel.objects.get().options == {"feeds": f"{FEED}\n{NEWS}"}
    edit = f"/admin/newswire/channels/edit/{Channel.objects.get().pk}/"
    assert f"{FEED}\n{NEWS}" in client.get(edit).content.decode()
    client.post(edit, {**form, "cap": 1, "feeds": ""})
    assert Channel.objects.get().options == {}
