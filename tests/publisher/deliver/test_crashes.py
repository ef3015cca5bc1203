"""Workers that are killed, frozen, stopped, many; a database that hangs up. Real processes."""

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from multiprocessing.process import BaseProcess

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from services import moods
from services.moods import Moody
from services.receiver import Received, Receiver, Reply
from services.waiting import PATIENCE, until
from support.beside import beside
from support.factories import announce, make_channel, make_publication
from support.forked import forked

from newswire.publisher import deliver, stopping
from newswire.publisher.deliver import pump
from newswire.publisher.models import Attempt, Copy, Delivery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]

State = Delivery.State


def worker(**changes: object) -> contextlib.AbstractContextManager[BaseProcess]:
    return forked(lambda: _pump(changes))


def _pump(changes: dict[str, object]) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    ends = time.monotonic() + 4 * PATIENCE
    while time.monotonic() < ends:
        deliver.run(1)
        time.sleep(0.02)


def signalled(process: BaseProcess, number: signal.Signals) -> None:
    assert process.pid is not None
    os.kill(process.pid, number)


def ids(receiver: Receiver) -> Counter[str]:
    return Counter(request.headers["webhook-id"] for request in receiver.requests)


def is_over() -> bool:
    return not Delivery.objects.filter(state__in=[State.QUEUED, State.SENDING]).exists()


def test_a_killed_worker_loses_nothing_and_repeats_only_what_was_in_flight(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(delay=0.2)
    channels = [make_channel(f"{receiver.url}/{number}", cap=2) for number in range(5)]
    for _ in range(10):
        announce(make_publication(), channels)
    with worker() as victim:
        receiver.wait_for(15)
        victim.kill()
        victim.join()
    receiver.answer = lambda request: Reply()
    Delivery.objects.filter(state=State.SENDING).update(leased_until=timezone.now())
    with worker():
        until(is_over)

    assert Delivery.objects.filter(state=State.DELIVERED).count() == 50
    seen = ids(receiver)
    assert len(seen) == 50
    assert sum(seen.values()) - 50 <= 10  # five channels, two at a time
    assert Attempt.objects.filter(outcome="lost").count() <= 10


def test_a_worker_frozen_past_its_lease_cannot_overwrite_a_later_verdict(receiver: Receiver) -> None:
    thawed = threading.Event()

    def judge(request: Received) -> Reply:
        if len(receiver.requests) == 1:
            thawed.wait(PATIENCE)
            return Reply(500)
        return Reply()

    receiver.answer = judge
    channel, publication = make_channel(receiver.url), make_publication()
    (first,) = announce(publication, [channel])
    with worker(NEWSWIRE_DEADLINE=2) as frozen:
        receiver.wait_for(1)
        signalled(frozen, signal.SIGSTOP)
        with worker():
            until(lambda: Delivery.objects.get(pk=first.pk).state == State.DELIVERED)
            (second,) = announce(publication, [channel])
            until(is_over)
        before = list(Delivery.objects.order_by("pk").values())
        thawed.set()
        signalled(frozen, signal.SIGCONT)
        time.sleep(1.5)

    assert list(Delivery.objects.order_by("pk").values()) == before
    assert [request.headers["newswire-version"] for request in receiver.requests] == ["1", "1", "2"]
    tries = Attempt.objects.filter(delivery=first).order_by("number").values_list("number", "outcome")
    assert list(tries) == [(1, "lost"), (2, "delivered")]
    assert Copy.objects.get().version == 2
    assert Delivery.objects.get(pk=second.pk).attempts == 1


def test_a_worker_frozen_between_claim_and_start_starts_nothing(receiver: Receiver, settings) -> None:
    """The last look before each start: the claim's lease is read again, by our own clock."""
    settings.NEWSWIRE_DEADLINE = 1
    announce(make_publication(), [make_channel(receiver.url)])
    late = pump.Pump.of_this_process()
    claimed_long_ago = time.monotonic() - 60
    from newswire.publisher.deliver.claim import claim

    late._intake._start(claim(1), claimed_long_ago)

    assert len(late._sender) == 0
    assert receiver.requests == []
    assert Delivery.objects.get().state == State.SENDING


def test_many_workers_share_the_work_and_keep_every_cap(receiver: Receiver) -> None:
    flying: Counter[str] = Counter()
    most: Counter[str] = Counter()
    lock = threading.Lock()

    def judge(request: Received) -> Reply:
        with lock:
            flying[request.path] += 1
            most[request.path] = max(most[request.path], flying[request.path])
        time.sleep(0.01)
        with lock:
            flying[request.path] -= 1
        return Reply()

    receiver.answer = judge
    channels = [make_channel(f"{receiver.url}/{number}", cap=2) for number in range(10)]
    for _ in range(30):
        announce(make_publication(), channels)
    with contextlib.ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(worker())
        until(is_over)

    assert set(ids(receiver).values()) == {1}
    assert len(receiver.requests) == 300
    assert max(most.values()) <= 2


def test_a_rate_holds_across_workers(receiver: Receiver) -> None:
    channel = make_channel(receiver.url, cap=50, rate=600)  # ten a second, ten at once after a quiet one
    for _ in range(25):
        announce(make_publication(), [channel])
    with worker(), worker():
        until(is_over)

    started = sorted(Delivery.objects.values_list("first_attempt_at", flat=True))
    assert len(started) == len(receiver.requests) == 25
    for first, since in enumerate(started):
        for last, later in enumerate(started[first:], first):
            assert last - first + 1 <= 10 + 10 * (later - since).total_seconds() + 0.001


def test_a_stopped_worker_ends_soon_and_gives_back_what_hangs(settings) -> None:
    with Moody(moods.hang) as receiver:
        announce(make_publication(), [make_channel(receiver.url)])
        began = time.monotonic()
        with beside(lambda: until(lambda: receiver.requests) and stopping.stop()):
            deliver.run(2 * PATIENCE)
        took = time.monotonic() - began

    assert took < 30, "its own time, and that of what hangs, is longer"
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.last_error) == (State.QUEUED, "stopped")
    stopping.resume()
    assert delivery.next_attempt_at <= delivery.channel.lane.due_at


def test_a_stopped_worker_starts_nothing(receiver: Receiver) -> None:
    announce(make_publication(), [make_channel(receiver.url)])
    stopping.stop()

    assert deliver.run(5) == 0
    assert receiver.requests == []


def test_a_child_sees_what_its_parent_sets_after_the_fork() -> None:
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        ends = time.monotonic() + PATIENCE
        while not stopping.is_set() and time.monotonic() < ends:
            time.sleep(0.01)
        os.write(writing, b"1" if stopping.is_set() else b"0")
        os._exit(0)
    stopping.stop()
    os.waitpid(child, 0)

    assert os.read(reading, 1) == b"1"


def test_verdicts_survive_a_database_that_hangs_up(receiver: Receiver) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no connection to lose")

    def hang_up(request: Received) -> Reply:
        if not request.path.endswith("/0"):
            time.sleep(0.2)
            return Reply()
        with connections["default"].cursor() as cursor:  # of this thread
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        connections["default"].close()
        return Reply()

    receiver.answer = hang_up
    announce(make_publication(), [make_channel(f"{receiver.url}/{number}") for number in range(3)])

    deliver.run(5)

    assert Delivery.objects.filter(state=State.DELIVERED, attempts=1).count() == 3
    assert len(receiver.requests) == 3


def test_a_channel_deleted_while_it_is_served_harms_no_other(receiver: Receiver) -> None:
    doomed, other = make_channel(f"{receiver.url}/doomed"), make_channel(f"{receiver.url}/other")

    def delete(request: Received) -> Reply:
        if request.path.endswith("/doomed"):
            doomed.delete()
            connections["default"].close()
        return Reply()

    receiver.answer = delete
    announce(make_publication(), [doomed, other])

    deliver.run(5)

    assert other.deliveries.get().state == State.DELIVERED
    assert Delivery.objects.count() == 1
