"""Channels of the second kind: a batch for itself, its lease, what it does not get to."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from support.factories import announce, make_channel, make_publication

from newswire.publisher import transports
from newswire.publisher.deliver import batches, clock, losses, run
from newswire.publisher.deliver.claim import claim_batch
from newswire.publisher.models import Attempt, Channel, Copy, Delivery
from newswire.publisher.transports.base import Batch, ErrorKind, Message, Outcome, Verdict

pytestmark = pytest.mark.django_db(transaction=True)


class Pigeons(transports.Email):
    """Takes as many messages of a batch as it is told to, then does what it is told to."""

    name = "pigeons"
    at_once = 10

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.takes = 10
        self.fails: Exception | None = None

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        self.batches.append([message.sequence for message in batch.messages])
        for message in batch.messages[: self.takes]:
            yield message, Verdict(Outcome.DELIVERED)
        if self.fails:
            raise self.fails


@pytest.fixture
def pigeons(monkeypatch: pytest.MonkeyPatch) -> Pigeons:
    loft = Pigeons()
    monkeypatch.setitem(transports._BY_BATCH, loft.name, loft)
    return loft


@pytest.fixture
def channel(pigeons: Pigeons) -> Channel:
    return make_channel("loft", transport="pigeons", cap=pigeons.at_once)


def states() -> list[tuple[str, int]]:
    return list(Delivery.objects.order_by("pk").values_list("state", "attempts"))


def test_all_that_waits_goes_in_batches(channel: Channel, pigeons: Pigeons) -> None:
    for _ in range(12):
        announce(make_publication(), [channel])
    assert run() == 0, "the pump passes over it"
    assert batches.run() == 12
    assert [len(one) for one in pigeons.batches] == [10, 2]
    assert set(states()) == {("delivered", 1)}
    assert Attempt.objects.count() == Copy.objects.filter(version__gt=0).count() == 12


def test_only_the_latest_of_a_page_and_one_batch_per_channel(channel: Channel, pigeons: Pigeons) -> None:
    other, page = make_channel("loft 2", transport="pigeons", cap=10), make_publication()
    announce(page, [channel])
    announce(page, [channel, other])
    batches.run()
    assert sorted(map(len, pigeons.batches)) == [1, 1]
    assert states()[0] == ("superseded", 0)


def test_what_it_does_not_get_to_goes_back_and_costs_no_attempt(channel: Channel, pigeons: Pigeons) -> None:
    for _ in range(3):
        announce(make_publication(), [channel])
    pigeons.takes = 2
    batches._Sending(batches._claimed()).run()
    assert states() == [("delivered", 1), ("delivered", 1), ("queued", 0)]
    assert batches.run() == 1
    assert states()[2] == ("delivered", 1)


def test_an_error_of_ours_is_a_verdict_on_what_was_left(channel: Channel, pigeons: Pigeons) -> None:
    for _ in range(2):
        announce(make_publication(), [channel])
    pigeons.takes, pigeons.fails = 1, RuntimeError("secret")
    batches.run()
    assert states() == [("delivered", 1), ("queued", 1)]
    failed = Attempt.objects.get(outcome=Attempt.Outcome.RETRY)
    assert (failed.error, failed.detail) == (ErrorKind.TRANSPORT, "RuntimeError")


def test_a_channel_has_one_batch_at_a_time(channel: Channel, pigeons: Pigeons) -> None:
    announce(make_publication(), [channel])
    under_way = batches._claimed()
    announce(make_publication(), [channel])
    assert claim_batch(10) == []
    batches._Sending(under_way).run()
    assert batches.run() == 1


def test_a_lost_worker_costs_its_lease_and_a_late_one_changes_nothing(
    channel: Channel, pigeons: Pigeons
) -> None:
    announce(make_publication(), [channel])
    late = batches._claimed()
    assert Delivery.objects.get().leased_until > clock.now() + timedelta(seconds=60)
    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert losses.take_back() == 1
    assert batches.run() == 1
    before = Delivery.objects.values().get()
    batches._Sending(late).run()
    assert Delivery.objects.values().get() == before


def test_a_body_that_is_kept_no_longer_is_refused_alone(channel: Channel, pigeons: Pigeons) -> None:
    gone, kept = announce(make_publication(), [channel])[0], announce(make_publication(), [channel])[0]
    gone.payload.delete()
    batches.run()
    assert Delivery.objects.get(pk=gone.pk).last_error == ErrorKind.PAYLOAD
    assert Delivery.objects.get(pk=kept.pk).state == "delivered"
