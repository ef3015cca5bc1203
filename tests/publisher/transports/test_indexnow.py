"""What search engines are told, to a real HTTP server that checks it as the protocol says."""

import json
import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from host.tree import plant
from pytest_django import Settings
from services.receiver import Received, Receiver, Reply
from support.batch_contract import PUBLISHED, UNPUBLISHED, BatchContract, body, sent

from newswire.publisher import transports
from newswire.publisher.models import Channel
from newswire.publisher.transports import indexnow
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

INDEXNOW = transports.by_batch("indexnow")
KEY = "0123456789abcdef0123456789abcdef"
BRIDGE = "https://newsroom.example/en/news/harbour-bridge-reopens/"


def by_the_protocol(request: Received) -> Reply:
    """400 and 422 as indexnow.org has them."""
    told = json.loads(request.body)
    fit = set(told) == {"host", "key", "urlList"} and re.fullmatch(r"[a-zA-Z0-9-]{8,128}", told["key"])
    if not fit or not 0 < len(told["urlList"]) <= 10_000:
        return Reply(400)
    ours = all(re.match(rf"https?://{re.escape(told['host'])}/", url) for url in told["urlList"])
    return Reply(200 if ours else 422)


@pytest.fixture
def destination(receiver: Receiver, settings: Settings) -> Destination:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    receiver.answer = by_the_protocol
    return Destination(1, "Search", "indexnow", receiver.url, {"key": KEY})


class TestIndexNow(BatchContract):
    transport = INDEXNOW


def lists(receiver: Receiver) -> list[list[str]]:
    return [json.loads(request.body)["urlList"] for request in receiver.requests]


def test_what_went_is_told_like_what_is_new(destination: Destination, receiver: Receiver) -> None:
    other = body(id=str(uuid4()), url="https://newsroom.example/en/other/")

    sent(INDEXNOW, destination, UNPUBLISHED, other)

    assert lists(receiver) == [[BRIDGE, "https://newsroom.example/en/other/"]]


def test_a_moved_page_is_looked_at_where_it_was(destination: Destination, receiver: Receiver) -> None:
    old = ["https://newsroom.example/en/old/", "https://elsewhere.example/en/old/"]

    sent(INDEXNOW, destination, body(previousUrls=old))

    assert lists(receiver) == [[BRIDGE, old[0]]], "only addresses of the host that the key is for"


def test_each_host_has_a_request_of_its_own(destination: Destination, receiver: Receiver) -> None:
    sent(INDEXNOW, destination, PUBLISHED, body(id=str(uuid4()), url="https://other.example/a/"))

    assert [json.loads(request.body)["host"] for request in receiver.requests] == [
        "newsroom.example",
        "other.example",
    ]


def test_more_than_the_protocol_takes_is_split(destination: Destination, receiver: Receiver) -> None:
    old = [f"https://newsroom.example/old/{number}/" for number in range(10_001)]

    assert [one and one.outcome for one in sent(INDEXNOW, destination, body(previousUrls=old))] == [
        Outcome.DELIVERED
    ]
    assert list(map(len, lists(receiver))) == [10_000, 2]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (202, Outcome.DELIVERED),
        (403, Outcome.RETRY_BRIEFLY),
        (410, Outcome.RETRY_BRIEFLY),
        (422, Outcome.RETRY_BRIEFLY),
        (429, Outcome.RETRY),
        (503, Outcome.RETRY),
    ],
)
def test_answers(destination: Destination, receiver: Receiver, status: int, outcome: Outcome) -> None:
    receiver.answer = lambda request: Reply(status)

    assert [one and one.outcome for one in sent(INDEXNOW, destination, PUBLISHED)] == [outcome]


def test_a_private_address_is_refused(destination: Destination, settings: Settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []

    assert [one and one.error for one in sent(INDEXNOW, destination, PUBLISHED)] == [
        ErrorKind.REFUSED_ADDRESS
    ]


@pytest.mark.django_db(transaction=True)
def test_the_form_makes_a_key_and_its_file_stands_at_the_root(client: Client) -> None:
    plant()
    client.force_login(User.objects.create_superuser("chief"))
    shown = client.get("/admin/newswire/channels/new/?transport=indexnow").content.decode()
    assert f'value="{indexnow.ENDPOINT}"' in shown
    assert 'name="trusted"' not in shown
    form = {"name": "Search", "fallback": "omit", "address": "https://203.0.114.1/indexnow"}
    client.post("/admin/newswire/channels/new/?transport=indexnow", form)
    key = Channel.objects.get().options["key"]
    client.post(f"/admin/newswire/channels/edit/{Channel.objects.get().pk}/", {**form, "name": "Bing"})
    assert Channel.objects.get().options["key"] == key
    answer = Client().get(f"/{key}.txt")
    assert (answer.status_code, answer.content.decode()) == (200, key)
    assert answer["Content-Type"].startswith("text/plain")
    assert Client().get(f"/{KEY}.txt").status_code == 404
