"""Operators' channels are told that another fails, is paused, has recovered or is switched off."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver
from newswire.publisher.models import Channel, Counter, Event, Lane

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def operators(receiver: Receiver) -> Channel:
    Counter.objects.get_or_create(pk=1)
    return make_channel(f"{receiver.url}/operators", for_operators=True)


def told(receiver: Receiver) -> list[str]:
    bodies = [
        json.loads(request.body) for request in receiver.requests if request.path.endswith("/operators")
    ]
    return [body["type"] for body in bodies]


def test_an_incident_is_told_once_and_so_is_its_end(receiver: Receiver, operators: Channel) -> None:
    down = [True]
    receiver.answer = lambda request: Reply(503 if down and not request.path.endswith("/operators") else 200)
    channel = make_channel(receiver.url, cap=1)
    lane = Lane.objects.filter(channel=channel)

    def once() -> None:
        announce(make_publication(), [channel])
        deliver.run()

    for _ in range(4):
        once()
    assert told(receiver) == []  # for half a minute it may be a blip
    lane.update(failing_since=timezone.now() - timedelta(seconds=40))
    once()
    assert told(receiver) == ["newswire.channel.failing.v1"]
    lane.update(
        failing_since=timezone.now() - timedelta(minutes=6), probe_at=timezone.now(), due_at=timezone.now()
    )
    deliver.run()
    assert told(receiver)[1:] == ["newswire.channel.paused.v1"]
    down.clear()
    lane.update(probe_at=timezone.now(), due_at=timezone.now())
    deliver.run()

    assert told(receiver)[2:] == ["newswire.channel.recovered.v1"]
    assert lane.get().told == ""


def test_a_channel_that_wants_no_more_is_told(receiver: Receiver, operators: Channel) -> None:
    receiver.answer = lambda request: Reply(200 if request.path.endswith("/operators") else 410)
    channel = make_channel(receiver.url)
    announce(make_publication(), [channel])

    deliver.run()

    assert told(receiver) == ["newswire.channel.disabled.v1"]


def test_an_operators_channel_is_not_told_of_itself(receiver: Receiver, operators: Channel) -> None:
    receiver.answer = lambda request: Reply(410)
    announce(make_publication(), [operators])

    deliver.run()

    assert Event.objects.filter(type__startswith="channel.").count() == 0
    operators.refresh_from_db()
    assert operators.state == Channel.State.DISABLED
