"""What dispatch hands to workers that stay ready: what may go at once, to one of them, for a few seconds."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from services import tree
from services.receiver import Receiver
from support.factories import announce, hand_over, make_channel, make_publication
from support.ready import somebody_ready

from newswire.publisher import channels, deliver, dispatch
from newswire.publisher.deliver import handover, losses
from newswire.publisher.deliver.claim import claim
from newswire.publisher.models import (
    Attempt,
    Channel,
    Copy,
    Delivery,
    Event,
    Handover,
    Lane,
    Priority,
    Publication,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer: all is queued"),
]

State = Delivery.State
URL = "http://127.0.0.1:9/hook"
LATER = timedelta(minutes=10)


@pytest.fixture
def ready(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who takes what was handed over; on a busy machine a test may take longer than three seconds to."""
    monkeypatch.setattr(handover, "KEPT", LATER)
    with somebody_ready():
        yield


def sites(count: int, url: str = URL) -> list[Channel]:
    return [make_channel(f"{url}/{number}") for number in range(count)]


def states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def last() -> int:
    return Event.objects.latest("sequence").sequence


def grow_late() -> None:
    Handover.objects.update(until=timezone.now() - timedelta(seconds=1))


@pytest.mark.usefixtures("ready")
def test_what_is_published_is_sent_without_a_claim(receiver: Receiver) -> None:
    tree.home()
    site, _ = channels.create("Site", receiver.url, page_types=["host.hostpage"])
    channels.start(site)
    Lane.objects.update(due_at=None)
    tree.live("Harbour reopens")
    dispatch.run(5)

    [sent] = Delivery.objects.all()
    assert (sent.state, sent.attempts, sent.fence) == (State.SENDING, 1, 1)
    assert sent.first_attempt_at is not None and sent.leased_until > timezone.now() + losses.lease()
    assert Lane.objects.get(channel=site).due_at is None and not claim(10)

    assert deliver.run(5) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.last_status) == (State.DELIVERED, 200)
    assert Copy.objects.get(channel=site).version == sent.version
    assert Attempt.objects.get().number == 1
    [request] = receiver.requests
    assert request.headers["webhook-id"] == sent.webhook_id
    assert not Handover.objects.exists()


def test_where_nobody_stays_ready_all_is_queued(receiver: Receiver) -> None:
    hand_over(make_publication(), sites(3, receiver.url))

    assert states() == {State.QUEUED: 3} and not Handover.objects.exists()
    assert deliver.run(5) == 3


@pytest.mark.usefixtures("ready")
def test_one_row_stands_for_fifty_and_who_has_room_takes_as_many() -> None:
    hand_over(make_publication(), sites(120))
    parcels = Handover.objects.values_list("deliveries", flat=True)
    assert sorted(len(json.loads(deliveries)) for deliveries in parcels) == [20, 50, 50]

    first, rest = handover.take(1), handover.take(1000)  # one parcel at least, however little room there is
    assert (len(first), len(rest)) in [(50, 70), (20, 100)]  # the parcels of one event have no order
    taken = {one.id for one in first + rest}
    assert taken == set(Delivery.objects.values_list("pk", flat=True))
    assert handover.take(1000) == [] and not Handover.objects.exists()


@pytest.mark.usefixtures("ready")
def test_parcels_fit_where_workers_send_few_at_once(receiver: Receiver, settings) -> None:
    settings.NEWSWIRE_DELIVER_AT_ONCE = 4
    hand_over(make_publication(), sites(10, receiver.url))

    assert Handover.objects.count() == 10
    assert deliver.run(5) == 10


@pytest.mark.usefixtures("ready")
def test_workers_that_take_at_the_same_time_get_different_ones() -> None:
    hand_over(make_publication(), sites(400))
    found: list[list[int]] = []
    together = threading.Barrier(4)

    def take() -> None:
        together.wait()
        try:
            found.append([one.id for one in handover.take(100)])
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = [one.id for one in handover.take(400)]
    taken = sorted(key for some in [*found, left] for key in some)
    assert taken == sorted(Delivery.objects.values_list("pk", flat=True))


def _rate(channel: Channel) -> None:
    Lane.objects.filter(channel=channel).update(rate_per_minute=60)


def _ramp(channel: Channel) -> None:
    Lane.objects.filter(channel=channel).update(ramp=1)


def _open(channel: Channel) -> None:
    Lane.objects.filter(channel=channel).update(breaker=Lane.Breaker.OPEN, probe_at=timezone.now() + LATER)


def _hold(channel: Channel) -> None:
    Lane.objects.filter(channel=channel).update(hold_until=timezone.now() + LATER)


def _pause(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(state=Channel.State.PAUSED)


def _batches(channel: Channel) -> None:
    Channel.objects.filter(pk=channel.pk).update(transport="email")


def _waiting(channel: Channel) -> None:
    announce(make_publication(), [channel], next_attempt_at=timezone.now() + LATER)


def _flying(channel: Channel) -> None:
    announce(make_publication(), [channel], state=State.SENDING, leased_until=timezone.now() + LATER)


@pytest.mark.usefixtures("ready")
@pytest.mark.parametrize("why", [_rate, _ramp, _open, _hold, _pause, _batches, _waiting, _flying])
def test_what_may_not_go_at_once_is_queued(why: Callable[[Channel], None]) -> None:
    one, other = sites(2)
    why(one)
    hand_over(make_publication(), [one, other])

    mine, others = Delivery.objects.get(channel=one, event=last()), Delivery.objects.get(channel=other)
    assert (mine.state, others.state) == (State.QUEUED, State.SENDING)
    assert Lane.objects.get(channel=one).due_at is not None
    assert [claimed.id for claimed in handover.take(10)] == [others.pk]


@pytest.mark.usefixtures("ready")
def test_what_is_not_fresh_takes_no_place_from_what_is() -> None:
    tree.home()
    make_channel(URL, page_types=["host.hostpage"], started_at=timezone.now())
    page = tree.live("Harbour reopens")
    Publication.objects.filter(page_id=page.pk).update(priority=Priority.BULK)
    dispatch.run(5)

    assert states() == {State.QUEUED: 1}


@pytest.mark.usefixtures("ready")
def test_where_workers_are_behind_the_rest_is_queued() -> None:
    hand_over(make_publication(), sites(2))
    hand_over(make_publication(), sites(2))

    assert states() == {State.SENDING: 2, State.QUEUED: 2}


@pytest.mark.usefixtures("ready")
def test_the_next_version_waits_for_the_one_that_was_handed_over(receiver: Receiver) -> None:
    [site], publication = sites(1, receiver.url), make_publication()
    hand_over(publication, [site])
    hand_over(publication, [site])
    assert claim(10) == []
    deliver.run(5)

    assert [json.loads(request.body)["data"]["version"] for request in receiver.requests] == [1, 2]
    assert states() == {State.DELIVERED: 2}


@pytest.mark.usefixtures("ready")
def test_what_nobody_takes_in_time_is_queued_as_never_tried(receiver: Receiver) -> None:
    hand_over(make_publication(), sites(60, receiver.url))
    grow_late()
    assert handover.take(100) == []
    assert handover.give_back() == 60 and handover.give_back() == 0

    assert states() == {State.QUEUED: 60} and not Handover.objects.exists()
    assert set(Delivery.objects.values_list("attempts", "first_attempt_at", "leased_until")) == {
        (0, None, None)
    }
    assert deliver.run(5) == 60
    assert set(Attempt.objects.values_list("number", "outcome")) == {(1, Attempt.Outcome.DELIVERED)}


@pytest.mark.usefixtures("ready")
def test_a_worker_itself_queues_what_came_to_nobody(receiver: Receiver) -> None:
    hand_over(make_publication(), sites(3, receiver.url))
    grow_late()

    assert deliver.run(5) == 3


@pytest.mark.usefixtures("ready")
def test_a_late_parcel_leaves_alone_what_others_have_by_now() -> None:
    hand_over(make_publication(), sites(2))
    Delivery.objects.update(leased_until=timezone.now())
    assert losses.take_back() == 2
    Delivery.objects.update(next_attempt_at=timezone.now())
    Lane.objects.update(due_at=timezone.now())
    assert len(claim(10)) == 2

    grow_late()
    assert handover.give_back() == 0
    assert set(Delivery.objects.values_list("state", "fence", "attempts")) == {(State.SENDING, 2, 2)}


@pytest.mark.usefixtures("ready")
def test_what_a_lost_worker_took_is_sent_again(receiver: Receiver) -> None:
    hand_over(make_publication(), sites(2, receiver.url))
    assert len(handover.take(10)) == 2  # and is no more
    Delivery.objects.update(leased_until=timezone.now())
    deliver.run(5)

    assert states() == {State.DELIVERED: 2}
    assert set(Attempt.objects.values_list("number", "outcome")) == {
        (1, Attempt.Outcome.LOST),
        (2, Attempt.Outcome.DELIVERED),
    }


@pytest.mark.usefixtures("ready")
def test_a_channel_that_is_deleted_takes_what_was_handed_over_along(receiver: Receiver) -> None:
    gone, here = sites(2, receiver.url)
    hand_over(make_publication(), [gone, here])
    gone.delete()

    deliver.run(5)
    assert len(receiver.requests) == 1
    assert states() == {State.DELIVERED: 1} and not Handover.objects.exists()


@pytest.mark.usefixtures("ready")
def test_what_is_queued_has_its_turn_beside_what_is_handed_over(receiver: Receiver, monkeypatch) -> None:
    """However fast publishes follow each other: every other look is for the queue."""
    publications = [make_publication() for _ in range(20)]
    announce(make_publication(), sites(1, f"{receiver.url}/queued"))
    others = sites(len(publications), receiver.url)
    take = handover.take

    def take_and_publish(room: int) -> list:
        found = take(room)
        if publications:
            hand_over(publications.pop(), [others.pop()])
        return found

    hand_over(publications.pop(), [others.pop()])
    monkeypatch.setattr(handover, "take", take_and_publish)
    deliver.run(5)

    order = [request.path for request in receiver.requests]
    assert order.index("/hook/queued/0") <= 2
    assert len(order) == 21
