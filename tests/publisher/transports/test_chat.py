"""Notices by chat, through the real Apprise, to a real HTTP service (`json://`)."""

import json
import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from host.tree import plant
from pytest_django import Settings
from services.receiver import Receiver, Reply
from support.batch_contract import PUBLISHED, BatchContract, body, message, sent
from support.factories import make_channel

from newswire.publisher import secrets, transports
from newswire.publisher.deliver import messages
from newswire.publisher.models import Channel, ChannelSecret
from newswire.publisher.transports import chat
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome
from newswire.publisher.transports.notice import Notice

pytestmark = pytest.mark.django_db(transaction=True)
CHAT = transports.by_batch("chat")
TOKEN = "s3cr3t-t0ken"
ADD = "/admin/newswire/channels/new/?transport=chat"


@pytest.fixture
def address(receiver: Receiver, settings: Settings) -> str:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    return f"json://127.0.0.1:{receiver.port}/{TOKEN}"


@pytest.fixture
def destination(address: str) -> Destination:
    channel = make_channel("JSON", transport="chat")
    chat.seal_address(channel, address)
    return Destination(channel.pk, "Room", "chat", "JSON")


class TestChat(BatchContract):
    transport = CHAT


def told(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["message"] for request in receiver.requests]


def test_a_notice_says_what_and_where(destination: Destination, receiver: Receiver) -> None:
    sent(CHAT, destination, PUBLISHED)

    assert told(receiver) == [
        "Harbour bridge reopens after two years\nThe harbour bridge is open to the public again.\n\n"
        "https://newsroom.example/en/news/harbour-bridge-reopens/"
    ]
    assert receiver.requests[0].path == f"/{TOKEN}"


def test_what_the_service_refuses_is_tried_briefly(destination: Destination, receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(500, TOKEN.encode())

    (verdict,) = sent(CHAT, destination, PUBLISHED)

    assert verdict is not None
    assert (verdict.outcome, verdict.error, verdict.detail) == (
        Outcome.RETRY_BRIEFLY,
        ErrorKind.BAD_ANSWER,
        "JSON",
    )


@pytest.mark.parametrize("limit", [500, 300, 280, 120, 60])
def test_it_is_cut_to_what_the_service_takes_and_keeps_its_address(limit: int) -> None:
    url = "https://newsroom.example/en/bridge/"
    notice = Notice.of(body(title="Bridge " * 20, summary="Open again. " * 60, url=url))

    text = chat.text_for(notice, limit)

    assert len(text) <= limit
    assert text.endswith(url)
    assert text.startswith("Bridge")
    assert "…" in text or limit > 150


def test_real_services_have_their_limits() -> None:
    notice = Notice.of(body(summary="Open again. " * 500))
    for address, limit in (("mastodon://token@host.example", 500), ("discord://12345678/abcdefgh_ij", 2000)):
        service = chat.service_of(address)
        assert service is not None
        assert len(chat.text_for(notice, service.body_maxlen)) <= limit


@pytest.mark.parametrize("address", ["syslog://", "nonsense", "", "http:/", "dbus://", "file:///etc/passwd"])
def test_what_is_no_service_or_acts_on_this_machine_is_refused(address: str) -> None:
    assert chat.service_of(address) is None


def test_a_private_host_is_refused_again_when_it_is_sent(
    destination: Destination, settings: Settings, receiver: Receiver
) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []

    (verdict,) = sent(CHAT, destination, PUBLISHED)

    assert verdict is not None
    assert verdict.error is ErrorKind.REFUSED_ADDRESS
    assert receiver.requests == []


def test_an_address_that_cannot_be_opened_is_said(destination: Destination, settings: Settings) -> None:
    settings.SECRET_KEY = "another"

    (verdict,) = sent(CHAT, destination, PUBLISHED)

    assert verdict is not None
    assert verdict.error is ErrorKind.SECRET


def test_the_address_is_in_no_log_row_or_message(
    destination: Destination, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answer = lambda request: Reply(403)
    sent(CHAT, destination, PUBLISHED)

    assert not [record for record in caplog.records if record.name.startswith("apprise")]
    assert TOKEN not in repr(Channel.objects.values()) + repr(ChannelSecret.objects.values())
    opened = messages.destinations([destination.id], timezone.now())[destination.id]
    assert TOKEN not in repr(message(opened))


def test_a_rotated_key_takes_the_address_with_it(destination: Destination, settings: Settings) -> None:
    settings.NEWSWIRE_SECRET_KEYS = [("new", "a new key of some length")]
    secrets.rewrap(ChannelSecret)

    assert ChannelSecret.objects.get(kind="url").key_id == "new"
    assert [one and one.outcome for one in sent(CHAT, destination, PUBLISHED)] == [Outcome.DELIVERED]


def test_the_form_never_shows_the_address_again(address: str, receiver: Receiver, client: Client) -> None:
    plant()
    client.force_login(User.objects.create_superuser("chief"))
    form = {"name": "Room", "fallback": "omit", "page_types": ["host.hostpage"]}
    wrong = client.post(ADD, {**form, "address": "nonsense"}).content.decode()
    assert "No service is known by an address like this." in wrong
    refused = client.post(ADD, {**form, "address": "json://10.0.0.1/x"}).content.decode()
    assert "NEWSWIRE_ALLOWED_HOSTS" in refused
    client.post(ADD, {**form, "address": address})
    channel = Channel.objects.get()
    assert (channel.address, channel.lane.cap) == ("JSON", CHAT.at_once)
    edit = f"/admin/newswire/channels/edit/{channel.pk}/"
    shown = (
        client.get(edit).content.decode()
        + client.post(f"/admin/newswire/channels/test/{channel.pk}/", follow=True).content.decode()
    )
    assert TOKEN not in shown
    client.post(edit, {**form, "name": "Newsroom chat", "address": ""})
    client.post(f"/admin/newswire/channels/test/{channel.pk}/")
    assert Channel.objects.get().name == "Newsroom chat"
    assert [text.splitlines()[0] for text in told(receiver)] == ["A test from the newsroom"] * 2
