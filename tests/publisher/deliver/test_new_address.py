"""An operator changes a site's address: what the old host did is no fault of the new one."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from services import tree
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver
from newswire.publisher.models import Channel, Delivery, Lane

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager(settings) -> Client:
    tree.home()
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]
    client = Client()
    client.force_login(User.objects.create_superuser("chief"))
    return client


def move(manager: Client, channel: Channel, address: str) -> None:
    form = {"name": channel.name, "address": address, "cap": 4, "mode": "full", "fallback": "omit"}
    answer = manager.post(f"/admin/newswire/channels/edit/{channel.pk}/", {**form, "order": "latest"})
    assert answer.status_code == 302


def is_all_there(channel: Channel) -> bool:
    deliver.run()
    return not channel.deliveries.exclude(state=Delivery.State.DELIVERED).exists()


@pytest.mark.parametrize("retry_after", ["", "86400"])
def test_what_waits_for_the_old_host_goes_to_the_new_one_at_once(
    manager: Client, receiver: Receiver, settings, retry_after: str
) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [3600, 3600]
    headers = {"retry-after": retry_after} if retry_after else {}
    receiver.answer = lambda request: Reply(503, headers=headers)
    channel = make_channel(receiver.url)
    for number in range(8):
        announce(make_publication(page_id=100_000 + number), [channel])
    deliver.run()
    assert Lane.objects.get().breaker == Lane.Breaker.OPEN or Lane.objects.get().hold_until

    with Receiver() as new:
        move(manager, channel, new.url)

        assert is_all_there(channel)
        assert len(new.requests) == 8
    lane = Lane.objects.get()
    assert (lane.breaker, lane.hold_until) == (Lane.Breaker.CLOSED, None)


def test_what_is_under_way_to_the_old_host_switches_nothing_off_and_goes_to_the_new_one(
    manager: Client, receiver: Receiver
) -> None:
    announce(make_publication(), [channel := make_channel(receiver.url)])

    with Receiver() as new:

        def answer(request: object) -> Reply:
            move(manager, channel, new.url)
            connection.close()
            return Reply(410)

        receiver.answer = answer
        deliver.run()

        assert is_all_there(channel)
        assert len(new.requests) == 1
    assert Channel.objects.get().state == Channel.State.ACTIVE


def test_another_name_closes_no_breaker(manager: Client, receiver: Receiver) -> None:
    channel = make_channel(receiver.url)
    Lane.objects.update(breaker=Lane.Breaker.OPEN)
    channel.name = "Another name"

    move(manager, channel, receiver.url)

    assert Lane.objects.get().breaker == Lane.Breaker.OPEN


def test_a_verdict_on_the_old_address_is_none_on_the_new_one(receiver: Receiver, monkeypatch) -> None:
    """Written, and before its channel is told: the moment in which the address changes."""
    from newswire.publisher.deliver import health

    announce(make_publication(), [make_channel(receiver.url)])
    receiver.answer = lambda request: Reply(410)
    update = health.update

    def update_later(results: list) -> None:
        Channel.objects.update(address="https://new.example/")
        update(results)

    monkeypatch.setattr(health, "update", update_later)
    deliver.run()

    assert Channel.objects.get().state == Channel.State.ACTIVE
