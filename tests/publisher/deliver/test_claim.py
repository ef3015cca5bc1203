"""Fairness, caps, rates, pauses, leases: what a claim takes and what it leaves."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from services.receiver import Receiver, Reply
from services.waiting import PATIENCE, until
from support.beside import beside
from support.blocked import is_anybody_blocked
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver
from newswire.publisher.deliver import lanes, losses, policy
from newswire.publisher.deliver.claim import claim, claim_batch
from newswire.publisher.models import Attempt, Channel, Delivery, Lane, Priority

pytestmark = pytest.mark.django_db(transaction=True)

URL = "http://127.0.0.1:9/hook"


def queue(channel: Channel, count: int, **wants) -> None:
    for _ in range(count):
        announce(make_publication(), [channel], **wants)


def test_no_lane_gets_more_than_its_cap_across_workers() -> None:
    channel = make_channel(URL, cap=3)
    queue(channel, 10)

    assert len(claim(100)) == 3
    assert claim(100) == []  # another worker's look: the lane is not due before a verdict or a lost lease


@pytest.mark.parametrize(("ramp", "left"), [(None, 1), (2, 0)])
def test_what_is_in_flight_counts_where_a_lane_is_looked_at_again(ramp: int | None, left: int) -> None:
    channel = make_channel(URL, cap=3)
    Lane.objects.update(ramp=ramp)
    queue(channel, 10)

    assert len(claim(2)) == 2
    Lane.objects.update(due_at=timezone.now() - timedelta(seconds=1))  # as something new does
    assert len(claim(100)) == left


@pytest.mark.parametrize("channels", [1, 20])
def test_a_claim_takes_as_many_statements_however_many_lanes_are_due(channels: int) -> None:
    """A look, the lanes, what is queued; where nothing is due, the look. SQLite takes six for the middle."""
    for _ in range(channels):
        queue(make_channel(URL), 1)
    statements = []

    def note(execute: Callable, sql: str, *rest: Any) -> Any:
        statements.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert len(claim(channels)) == channels
        assert claim(channels) == []
    assert len(statements) == (4 if connection.vendor == "postgresql" else 8), statements
    assert not Lane.objects.exclude(due_at=None).exists()


def test_every_due_lane_gets_one_before_any_gets_two() -> None:
    busy, *quiet = [make_channel(URL, cap=10) for _ in range(5)]
    queue(busy, 20)
    for channel in quiet:
        queue(channel, 1)

    claimed = claim(6)

    assert {one.channel_id for one in claimed} == {busy.pk, *(channel.pk for channel in quiet)}
    assert len(claimed) == 6


def test_what_this_worker_has_no_room_for_stays_due() -> None:
    channel = make_channel(URL, cap=10)
    queue(channel, 5)

    assert [len(claim(2)), len(claim(2)), len(claim(2))] == [2, 2, 1]


def test_a_rate_spreads_deliveries_over_the_minute(receiver: Receiver) -> None:
    channel = make_channel(receiver.url, cap=50, rate=600)  # ten a second
    Lane.objects.update(tokens=0, tokens_at=timezone.now())
    queue(channel, 30)
    began = time.monotonic()

    while len(receiver.requests) < 15 and time.monotonic() - began < 60:
        deliver.run()

    assert len(receiver.requests) >= 15
    assert time.monotonic() - began >= 0.4  # one second's worth at once after a quiet one, then ten a second


def test_a_paused_channel_keeps_its_backlog_and_lets_a_takedown_through(receiver: Receiver) -> None:
    channel = make_channel(receiver.url, state=Channel.State.PAUSED)
    queue(channel, 2)
    assert deliver.run(5) == 0
    announce(make_publication(), [channel], gone=True, priority=Priority.TAKEDOWN)

    assert deliver.run(5) == 1
    assert channel.deliveries.filter(state=Delivery.State.QUEUED).count() == 2
    assert b'"gone"' in receiver.requests[0].body


def test_a_channel_switched_off_gets_nothing(receiver: Receiver) -> None:
    channel = make_channel(receiver.url, state=Channel.State.DISABLED)
    queue(channel, 1, priority=Priority.TAKEDOWN)

    assert deliver.run(5) == 0
    assert receiver.requests == []


def test_a_kind_that_is_not_the_pumps_is_left_alone() -> None:
    queue(make_channel(URL, transport="carrier-pigeon"), 1)

    assert claim(10) == []


def test_a_lost_lease_gives_its_delivery_back_and_says_so() -> None:
    channel = make_channel(URL)
    queue(channel, 1)
    (lost,) = claim(1)
    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    Lane.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    assert losses.take_back() == 1

    (again,) = claim(1)
    assert (again.id, again.attempt, again.fence) == (lost.id, 2, lost.fence + 1)
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.outcome, attempt.error) == (1, "lost", "lost")


def test_the_lane_of_a_lost_worker_is_woken_when_the_lease_ends() -> None:
    queue(make_channel(URL), 1)
    claim(10)
    assert Lane.objects.get().due_at is None

    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert losses.take_back() == 1
    assert Lane.objects.get().due_at <= timezone.now()


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("transport", "take"), [("webhook", claim), ("storage", claim_batch)])
def test_a_claim_does_not_wait_for_a_lease_that_has_ended(transport: str, take: Callable) -> None:
    queue(make_channel(URL, transport=transport, cap=1), 2)
    take(1)
    Delivery.objects.filter(state="sending").update(leased_until=timezone.now() - timedelta(seconds=1))
    Lane.objects.update(due_at=timezone.now() - timedelta(seconds=1))

    assert take(1) == []
    losses.take_back()
    assert len(take(1)) == 1


def test_what_kills_its_workers_is_put_off() -> None:
    queue(make_channel(URL), 1)
    for _ in range(policy.FREE_LOSSES + 1):
        claim(1)
        Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
        Lane.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        losses.take_back()

    assert Delivery.objects.get().next_attempt_at > timezone.now() + timedelta(seconds=4)


def test_a_lost_hint_is_repaired() -> None:
    queue(make_channel(URL), 1)
    Lane.objects.update(due_at=None)
    assert claim(1) == []

    assert lanes.repair(timezone.now()) == 1
    assert len(claim(1)) == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_a_lane_that_somebody_has_is_not_waited_for_to_be_repaired() -> None:
    """With others in one's hands, and in no order: who announces to all of them would wait in a circle."""
    queue(make_channel(URL), 1)
    Lane.objects.update(due_at=None)
    is_held, found = threading.Event(), []

    def repair() -> None:
        is_held.wait(PATIENCE)
        found.append(lanes.repair(timezone.now()))

    with beside(repair), transaction.atomic():
        list(Lane.objects.select_for_update())
        is_held.set()
        until(lambda: found or is_anybody_blocked())
        assert found == [0]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans of PostgreSQL")
def test_a_long_backlog_is_not_read_for_the_first_few() -> None:
    channel = make_channel(URL, cap=4)
    publications = [make_publication() for _ in range(3)]
    (first,) = announce(publications[0], [channel])
    Delivery.objects.bulk_create(
        Delivery(
            event=first.event,
            channel=channel,
            payload=first.payload,
            epoch="e1",
            round=number,
        )
        for number in range(1, 20_001)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE newswire_publisher_delivery")
    began = time.process_time()  # of this process alone: others may have the machine

    assert len(claim(100)) == 4
    assert time.process_time() - began < 0.1


def test_lanes_with_nothing_to_give_do_not_hide_those_behind_them() -> None:
    empty = [make_channel(URL) for _ in range(10)]
    Lane.objects.filter(channel__in=empty).update(due_at=timezone.now() - timedelta(minutes=1))
    queue(make_channel(URL), 1)

    assert len(claim(3)) == 1
    assert Lane.objects.filter(channel__in=empty, due_at=None).count() >= 9


def test_a_lane_that_only_succeeds_is_due_no_more_until_something_comes(receiver: Receiver) -> None:
    """Or is to be tried again."""
    channel = make_channel(receiver.url)
    Lane.objects.update(last_success_at=timezone.now())
    queue(channel, 1)
    deliver.run(5)
    assert Lane.objects.get().due_at is None
    queue(channel, 1)
    assert deliver.run(5) == 1
    receiver.answer = lambda request: Reply(503)
    queue(channel, 1)
    deliver.run(5)

    assert Lane.objects.get().due_at == channel.deliveries.get(state="queued").next_attempt_at


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_what_is_queued_while_a_claim_puts_its_lane_to_sleep_wakes_it_again() -> None:
    channel = make_channel(URL)
    Lane.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    def wake() -> None:
        lanes.wake([channel.pk])
        connection.close()

    waking = threading.Thread(target=wake)
    with transaction.atomic():
        lanes.lock(["webhook"], 1)
        waking.start()
        until(is_anybody_blocked)
    waking.join(PATIENCE)

    assert Lane.objects.get().due_at is not None


def test_a_channel_that_has_not_succeeded_of_late_is_sent_one_at_a_time() -> None:
    """Else hundreds of sites that all hang at once would have every place that there is."""
    channel = make_channel("https://site.example/")
    for _ in range(6):
        announce(make_publication(), [channel])
    Lane.objects.update(last_success_at=timezone.now() - timedelta(minutes=2))
    assert len(claim(100)) == 1

    Lane.objects.update(last_success_at=timezone.now(), due_at=timezone.now())
    assert len(claim(100)) == 3


def test_a_batch_is_whole_though_nothing_has_succeeded_of_late() -> None:
    channel = make_channel("", cap=6, transport="email")
    for _ in range(6):
        announce(make_publication(), [channel])
    Lane.objects.update(last_success_at=None)

    assert len(claim_batch(100)) == 6
