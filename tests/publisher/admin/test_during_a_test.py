"""Send a test, and what others do meanwhile: a site may take its time to answer."""

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections
from django.test import Client
from services import tree
from services.receiver import Receiver, Reply

from newswire.publisher import channels
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)

INDEX = "/admin/newswire/channels/"


@pytest.fixture
def manager() -> Client:
    tree.home()
    client = Client()
    client.force_login(User.objects.create_superuser("manager"))
    return client


def test_what_somebody_does_while_a_site_takes_its_time_for_a_test_holds(
    manager: Client, receiver: Receiver
) -> None:
    channel, _ = channels.create("Partner", receiver.url)

    def answer(request: object) -> Reply:
        other = Channel.objects.get()
        channels.start(other)
        channels.pause(other)
        connection.close()
        return Reply()

    receiver.answer = answer
    manager.post(f"{INDEX}test/{channel.pk}/")
    assert Channel.objects.get().state == Channel.State.PAUSED


def test_a_channel_may_be_deleted_while_its_test_is_under_way(manager: Client, receiver: Receiver) -> None:
    channel, _ = channels.create("Partner", receiver.url)

    def answer(request: object) -> Reply:
        Channel.objects.get().delete()
        connection.close()
        return Reply()

    receiver.answer = answer
    response = manager.post(f"{INDEX}test/{channel.pk}/", follow=True)
    assert "was deleted meanwhile" in response.content.decode()


def test_a_site_that_is_slow_to_answer_a_test_keeps_nobody_from_publishing(
    manager: Client, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each request a transaction or not: a test takes the counter, which is free while the site thinks."""
    channel, _ = channels.create("Partner", receiver.url)
    asking, seen = connections["default"], []

    def answer(request: object) -> Reply:
        seen.append(asking.in_atomic_block)
        return Reply()

    receiver.answer = answer
    monkeypatch.setitem(asking.settings_dict, "ATOMIC_REQUESTS", True)
    assert manager.post(f"{INDEX}test/{channel.pk}/").status_code == 302
    assert seen == [False]
