"""Processes whose clocks or settings differ, as in a rolling change: what one begins, another sends."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from services import tree
from services.receiver import Receiver, Reply
from services.waiting import until
from support.beside import beside
from support.factories import hand_over, make_channel, make_publication
from support.ready import somebody_ready

from newswire.publisher import deliver, dispatch, transports
from newswire.publisher.dispatch import settle
from newswire.publisher.models import Attempt, Channel, Delivery, Lane

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock but ours"),
]

STARTED = {"page_types": ["host.hostpage"]}


@pytest.fixture
def ready() -> Iterator[None]:
    with somebody_ready():
        yield


def are_delivered(count: int) -> bool:
    deliver.run(1)
    return Delivery.objects.filter(state=Delivery.State.DELIVERED).count() == count


class Ahead:
    """The clock of a machine that is a minute ahead."""

    @staticmethod
    def now() -> object:
        return timezone.now() + timedelta(seconds=60)


def test_no_lane_sleeps_because_the_clock_of_who_dispatches_is_ahead(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.home()
    make_channel(receiver.url, started_at=timezone.now(), cap=1, **STARTED)
    deliver.run(1)
    for number in range(3):
        tree.live(f"Page {number}")
    monkeypatch.setattr(settle, "timezone", Ahead)
    dispatch.run(5)

    until(lambda: are_delivered(3), 20)


@pytest.mark.usefixtures("ready")
def test_a_lease_is_as_long_as_who_began_it_says(receiver: Receiver, settings) -> None:
    """Else another would send it a second time while this one waits for its answer still."""
    receiver.answer = lambda request: Reply(delay=9)
    channel = make_channel(receiver.url)
    settings.NEWSWIRE_DEADLINE = 1
    hand_over(make_publication(), [channel])
    [begun] = Delivery.objects.all()
    settings.NEWSWIRE_DEADLINE = 20
    with beside(lambda: deliver.run(6)):
        until(lambda: receiver.requests)
        until(lambda: Attempt.objects.exists())
        ended = timezone.now()

    assert ended <= begun.leased_until + timedelta(seconds=1)
    assert set(Attempt.objects.values_list("error", flat=True)) == {"timeout"}


@pytest.mark.usefixtures("ready")
def test_who_may_send_few_at_once_takes_a_parcel_all_the_same(receiver: Receiver, settings) -> None:
    channels = [make_channel(f"{receiver.url}/{number}") for number in range(50)]
    deliver.run(1)
    hand_over(make_publication(), channels)
    settings.NEWSWIRE_DELIVER_AT_ONCE = 4
    began = time.monotonic()

    until(lambda: are_delivered(50))

    assert not Delivery.objects.filter(attempts__gt=1).exists() and Channel.objects.count() == 50
    assert Delivery.objects.filter(fence=1).count() == 50  # by the parcel: a queued one had been claimed
    assert time.monotonic() - began < 60


@pytest.mark.usefixtures("ready")
def test_a_kind_of_channel_that_only_who_dispatches_knows_keeps_none_of_its_parcel(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels = [make_channel(f"{receiver.url}/{number}") for number in range(3)]
    Channel.objects.filter(pk=channels[0].pk).update(transport="newer")
    with monkeypatch.context() as newer:
        newer.setitem(transports._BY_REQUEST, "newer", transports.by_request("webhook"))
        hand_over(make_publication(), channels)
    deliver.run(5)

    assert sorted(request.path for request in receiver.requests) == ["/hook/1", "/hook/2"]
    [left] = Delivery.objects.exclude(state=Delivery.State.DELIVERED)
    assert (left.state, left.last_error, left.attempts) == (Delivery.State.QUEUED, "transport", 1)
    assert Lane.objects.get(channel=channels[0]).failures == 0
