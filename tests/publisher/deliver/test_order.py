"""Per channel and publication one at a time, and never back: the guard of claim.py."""

import threading
import time

import pytest
from services.receiver import Received, Receiver, Reply
from services.waiting import PATIENCE
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver
from newswire.publisher.deliver.claim import claim
from newswire.publisher.models import Channel, Copy, Delivery, Lane, Priority

pytestmark = pytest.mark.django_db(transaction=True)

State = Delivery.State


def versions(receiver: Receiver) -> list[int]:
    return [int(request.headers["newswire-version"]) for request in receiver.requests]


def states(channel: Channel) -> list[str]:
    return list(channel.deliveries.order_by("event").values_list("state", flat=True))


def test_latest_sends_the_newest_and_replaces_what_waits_before_it(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url), make_publication()
    for _ in range(3):
        announce(publication, [channel])

    deliver.run(5)

    assert versions(receiver) == [3]
    assert states(channel) == [State.SUPERSEDED, State.SUPERSEDED, State.DELIVERED]
    assert Copy.objects.get().version == 3


def test_every_sends_each_version_in_turn(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url, order="every"), make_publication()
    for _ in range(5):
        announce(publication, [channel])

    deliver.run(5)

    assert versions(receiver) == [1, 2, 3, 4, 5]


def test_a_withdrawal_replaces_what_waits_in_both_modes(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url, order="every"), make_publication()
    announce(publication, [channel])
    announce(publication, [channel])
    announce(publication, [channel], gone=True)
    announce(publication, [channel])

    deliver.run(5)

    assert versions(receiver) == [3, 4]
    assert states(channel)[:2] == [State.SUPERSEDED] * 2


def test_a_newer_version_does_not_wait_for_the_retry_of_an_older_one(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url), make_publication()
    receiver.answer = lambda request: Reply(503)
    announce(publication, [channel])
    deliver.run(5)
    receiver.answer = lambda request: Reply()
    announce(publication, [channel])

    deliver.run(5)

    assert versions(receiver) == [1, 2]
    assert states(channel) == [State.SUPERSEDED, State.DELIVERED]


def test_every_waits_for_its_predecessor_and_goes_the_moment_it_is_done(receiver: Receiver, settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = (0.3, 0.3, 0.3)
    channel, publication = make_channel(receiver.url, order="every"), make_publication()
    failures = iter([503, 503])
    receiver.answer = lambda request: Reply(next(failures, 200))
    announce(publication, [channel])
    announce(publication, [channel])

    sent = []  # after each run
    until = time.monotonic() + PATIENCE
    while channel.deliveries.filter(state=State.QUEUED).exists() and time.monotonic() < until:
        deliver.run()
        sent.append(len(receiver.requests))

    assert versions(receiver) == [1, 1, 1, 2]
    assert 3 not in sent, "the run that delivers the first sends the second too"


def test_what_is_parked_never_blocks_its_successor(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url, order="every"), make_publication()
    receiver.answer = lambda request: Reply(422, headers={"webhook-delivery": "abort-message"})
    announce(publication, [channel])
    deliver.run(5)
    receiver.answer = lambda request: Reply()
    announce(publication, [channel])

    deliver.run(5)

    assert versions(receiver) == [1, 2]
    assert states(channel) == [State.PARKED, State.DELIVERED]


def test_one_in_flight_per_publication_though_the_cap_allows_more(receiver: Receiver) -> None:
    flying, most = 0, 0
    lock = threading.Lock()

    def slowly(request: Received) -> Reply:
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        time.sleep(0.05)
        with lock:
            flying -= 1
        return Reply()

    receiver.answer = slowly
    channel, publication = make_channel(receiver.url, cap=10, order="every"), make_publication()
    for _ in range(6):
        announce(publication, [channel])

    deliver.run(5)

    assert (versions(receiver), most) == ([1, 2, 3, 4, 5, 6], 1)


def test_a_claimed_one_keeps_its_successor_waiting(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url), make_publication()
    announce(publication, [channel])
    assert [one.version for one in claim(10)] == [1]
    announce(publication, [channel])

    assert claim(10) == []
    assert states(channel) == [State.SENDING, State.QUEUED]


def test_the_more_urgent_goes_first_then_the_older(receiver: Receiver) -> None:
    channel = make_channel(receiver.url, cap=1)
    for priority in (Priority.BACKFILL, Priority.FRESH, Priority.FRESH, Priority.TAKEDOWN):
        announce(make_publication(), [channel], priority=priority)

    deliver.run(5)

    sequences = [int(request.headers["newswire-sequence"]) for request in receiver.requests]
    first = min(sequences)
    assert [sequence - first for sequence in sequences] == [3, 1, 2, 0]


def test_an_older_verdict_never_overwrites_a_newer_copy(receiver: Receiver) -> None:
    channel, publication = make_channel(receiver.url), make_publication()
    announce(publication, [channel])
    announce(publication, [channel])
    deliver.run(5)
    Delivery.objects.filter(state=State.SUPERSEDED).update(state=State.QUEUED)  # as nothing of ours does
    Lane.objects.update(due_at=Copy.objects.get().since)

    deliver.run(5)

    assert Copy.objects.get().version == 2
