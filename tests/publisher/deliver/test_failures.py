"""Failures end to end: what is tried again, what is parked, who is left alone, who is told."""

import threading
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from services.receiver import Received, Receiver, Reply
from services.waiting import PATIENCE
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, secrets
from newswire.publisher.deliver.claim import claim
from newswire.publisher.models import Attempt, Channel, Delivery, Lane, Priority

pytestmark = pytest.mark.django_db(transaction=True)

State = Delivery.State
Breaker = Lane.Breaker


def pump_until(done, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        deliver.run()
        time.sleep(0.02)
    assert done()


def queue(channel: Channel, count: int = 1, **wants) -> None:
    for _ in range(count):
        announce(make_publication(), [channel], **wants)


@pytest.fixture
def quick(settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.05, 0.1, 0.1, 0.1]


def test_a_blip_is_over_in_seconds(receiver: Receiver) -> None:
    answers = iter([503])
    receiver.answer = lambda request: Reply(next(answers, 200))
    channel = make_channel(receiver.url)
    queue(channel)
    began = timezone.now()
    deliver.run()

    delivery = channel.deliveries.get()
    assert (delivery.state, delivery.last_status, delivery.last_error) == (State.QUEUED, 503, "server_error")
    three, seven = timedelta(seconds=3), timedelta(seconds=7)
    assert began + three < delivery.next_attempt_at < timezone.now() + seven
    assert Lane.objects.get().due_at == delivery.next_attempt_at


def test_retries_keep_the_id_and_renew_the_timestamp(receiver: Receiver, quick, settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [1.1, 1.1]
    answers = iter([500, 500])
    receiver.answer = lambda request: Reply(next(answers, 200))
    queue(channel := make_channel(receiver.url))

    pump_until(lambda: channel.deliveries.get().state == State.DELIVERED)

    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert len({request.headers["webhook-timestamp"] for request in receiver.requests}) == 3
    assert list(Attempt.objects.order_by("number").values_list("number", "outcome", "status")) == [
        (1, "retry", 500),
        (2, "retry", 500),
        (3, "delivered", 200),
    ]


def test_the_ladder_ends_in_a_parked_delivery(receiver: Receiver, quick) -> None:
    receiver.answer = lambda request: Reply(500, b"<b>out of order</b>\0")
    queue(channel := make_channel(receiver.url))

    pump_until(lambda: channel.deliveries.get().state == State.PARKED)

    assert len(receiver.requests) >= 5
    assert channel.deliveries.get().done_at is not None
    *retried, last = Attempt.objects.order_by("number").values_list("outcome", flat=True)
    assert (set(retried), last) == ({"retry"}, "parked")
    assert Attempt.objects.first().answer == "<b>out of order</b>\ufffd"


def test_a_refusal_is_parked_after_a_few_tries_and_harms_nobody_else(receiver: Receiver, quick) -> None:
    poison = make_publication()

    def judge(request: Received) -> Reply:
        return Reply(422 if str(poison.uuid).encode() in request.body else 200)

    receiver.answer = judge
    channel = make_channel(receiver.url)
    announce(poison, [channel])
    queue(channel, 5)

    pump_until(lambda: not channel.deliveries.filter(state=State.QUEUED).exists())

    assert channel.deliveries.get(publication=poison).state == State.PARKED
    assert channel.deliveries.filter(state=State.DELIVERED).count() == 5
    assert Lane.objects.get().breaker == Breaker.CLOSED


def test_410_switches_the_channel_off_and_keeps_its_backlog(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(410)
    channel = make_channel(receiver.url, cap=1)
    queue(channel, 3)

    deliver.run()

    channel.refresh_from_db()
    assert channel.state == Channel.State.DISABLED
    assert "410" in channel.state_note
    assert len(receiver.requests) == 1
    states = channel.deliveries.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.PARKED, State.QUEUED, State.QUEUED]


def test_a_redirect_is_not_followed_and_says_where_it_leads(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(302, headers={"location": "http://127.0.0.1:1/"})
    queue(channel := make_channel(receiver.url))

    deliver.run()

    attempt = Attempt.objects.get()
    assert (attempt.error, attempt.detail) == ("redirect", "http://127.0.0.1:1/")
    assert channel.deliveries.get().state == State.QUEUED


def test_a_throttled_channel_is_left_alone_as_a_whole(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(429, headers={"retry-after": "60"})
    channel = make_channel(receiver.url, cap=1)
    queue(channel, 3)

    deliver.run()

    assert len(receiver.requests) == 1
    lane = Lane.objects.get()
    assert lane.breaker == Breaker.CLOSED
    assert lane.hold_until > timezone.now() + timedelta(seconds=50)
    assert lane.due_at == pytest.approx(lane.hold_until, abs=timedelta(seconds=1))


def test_a_channel_without_a_secret_is_never_served_unsigned(receiver: Receiver) -> None:
    channel = make_channel(receiver.url)
    channel.secrets.all().delete()
    queue(channel)

    deliver.run()

    assert receiver.requests == []
    assert Attempt.objects.get().error == "secret"


def test_an_unreadable_secret_stops_its_channel_alone_and_shows_nothing(receiver: Receiver, caplog) -> None:
    broken, fine = make_channel(receiver.url), make_channel(receiver.url)
    (plain,) = secrets.valid(broken)
    broken.secrets.update(key_id="lost")
    announce(make_publication(), [broken, fine])

    deliver.run()

    assert broken.deliveries.get().last_error == "secret"
    assert fine.deliveries.get().state == State.DELIVERED
    assert plain not in caplog.text


def test_a_body_that_is_kept_no_longer_asks_for_a_person(receiver: Receiver) -> None:
    queue(channel := make_channel(receiver.url))
    channel.deliveries.get().payload.delete()

    deliver.run()

    assert channel.deliveries.get().last_error == "payload"


class TestBreaker:
    @pytest.fixture
    def down(self, receiver: Receiver, quick) -> list[bool]:
        """The receiver is down while this list is not empty."""
        down = [True]
        receiver.answer = lambda request: Reply(503 if down else 200)
        return down

    def test_the_backlog_stays_and_is_asked_for_one_at_a_time(
        self, receiver: Receiver, down, settings
    ) -> None:
        settings.NEWSWIRE_RETRY_SCHEDULE = [3600, 3600]
        channel = make_channel(receiver.url, cap=5)
        queue(channel, 30)
        deliver.run()

        assert Lane.objects.get().breaker == Breaker.OPEN
        before = len(receiver.requests)
        assert 5 <= before < 10  # those that were under way when the fifth failed
        channel.deliveries.update(next_attempt_at=timezone.now())
        Lane.objects.update(due_at=timezone.now(), probe_at=timezone.now())
        deliver.run()
        assert len(receiver.requests) == before + 1
        assert channel.deliveries.filter(state=State.QUEUED).count() == 30

    def test_after_recovery_all_of_it_goes_in_order(self, receiver: Receiver, down) -> None:
        channel = make_channel(receiver.url, cap=3, order="every")
        publications = [make_publication() for _ in range(3)]
        for _ in range(4):
            for publication in publications:
                announce(publication, [channel])
        pump_until(lambda: Lane.objects.get().breaker == Breaker.OPEN)
        down.clear()
        before = len(receiver.requests)

        pump_until(lambda: not channel.deliveries.exclude(state=State.DELIVERED).exists())

        for publication in publications:
            sent = [
                int(request.headers["newswire-version"])
                for request in receiver.requests[before:]
                if str(publication.uuid).encode() in request.body
            ]
            assert sent == sorted(sent)
        lane = Lane.objects.get()
        assert (lane.breaker, lane.failures, lane.failing_since) == (Breaker.CLOSED, 0, None)

    def test_the_backlog_drains_on_a_ramp(self, receiver: Receiver, down) -> None:
        """Never more at once than have succeeded since, and more than one in the end."""
        channel = make_channel(receiver.url, cap=4)
        queue(channel, 16)
        pump_until(lambda: Lane.objects.get().breaker == Breaker.OPEN)
        lock, flying, answered = threading.Lock(), 0, 0
        at_once: list[tuple[int, int]] = []

        def recovered(request: Received) -> Reply:
            nonlocal flying, answered
            with lock:
                flying += 1
                at_once.append((flying, answered))
            time.sleep(0.05)
            with lock:
                flying -= 1
                answered += 1
            return Reply()

        receiver.answer = recovered
        pump_until(lambda: not channel.deliveries.exclude(state=State.DELIVERED).exists())

        assert all(flying <= max(1, answered) for flying, answered in at_once)
        assert 1 < max(flying for flying, _ in at_once) <= 4

    def test_what_waits_on_a_long_step_goes_as_soon_as_the_receiver_is_back(
        self, receiver: Receiver, down, settings
    ) -> None:
        settings.NEWSWIRE_RETRY_SCHEDULE = [0.2, 3600, 3600]
        channel = make_channel(receiver.url, cap=1)
        queue(channel, 8)
        pump_until(lambda: Lane.objects.get().breaker == Breaker.OPEN)
        down.clear()

        pump_until(lambda: not channel.deliveries.exclude(state=State.DELIVERED).exists())

    def test_a_takedown_goes_through_as_the_probe(self, receiver: Receiver, down, settings) -> None:
        settings.NEWSWIRE_RETRY_SCHEDULE = [60, 60]
        channel = make_channel(receiver.url, cap=5)
        queue(channel, 10)
        deliver.run()
        assert Lane.objects.get().breaker == Breaker.OPEN
        down.clear()
        before = len(receiver.requests)
        announce(make_publication(), [channel], gone=True, priority=Priority.TAKEDOWN)

        deliver.run()

        assert b'"gone"' in receiver.requests[before].body
        assert Lane.objects.get().breaker == Breaker.CLOSED

    def test_a_lost_probe_is_followed_by_another(self, receiver: Receiver, down, settings) -> None:
        channel = make_channel(receiver.url, cap=5)
        queue(channel, 6)
        pump_until(lambda: Lane.objects.get().breaker == Breaker.OPEN)
        time.sleep(0.3)
        assert len(claim(10)) == 1
        assert Lane.objects.get().breaker == Breaker.HALF_OPEN
        down.clear()
        past = timezone.now() - timedelta(seconds=1)
        Delivery.objects.filter(state=State.SENDING).update(leased_until=past)
        Lane.objects.update(due_at=past, probe_at=past)

        pump_until(lambda: not channel.deliveries.exclude(state=State.DELIVERED).exists())
