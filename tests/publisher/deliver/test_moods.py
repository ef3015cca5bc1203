"""Receivers that misbehave on the wire: each ends in time, and in a verdict that says what happened."""

import socket
import threading
import time

import pytest
from services import moods
from services.moods import Mood, Moody
from services.receiver import Receiver
from services.valkey import free_port
from services.waiting import PATIENCE, until
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, wake
from newswire.publisher.deliver import http
from newswire.publisher.models import Attempt, Delivery
from newswire.publisher.transports.base import Request

pytestmark = pytest.mark.django_db(transaction=True)
HANGS = 50  # seconds: less than the moods take that end by themselves
SOON = 10  # seconds: much less than the deadline of 20, which a body that does not end took


def attempt_with(mood: Mood, settings, deadline: float = 20.0) -> tuple[Attempt, Delivery, float]:
    settings.NEWSWIRE_DEADLINE = deadline
    with Moody(mood) as receiver:
        (delivery,) = announce(make_publication(), [make_channel(receiver.url)])
        began = time.monotonic()
        assert deliver.run() == 1
        took = time.monotonic() - began
    delivery.refresh_from_db()
    return Attempt.objects.get(), delivery, took


@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (moods.hang, "timeout"),
        (moods.drip_headers, "timeout"),
        (moods.reset, "network"),
        (moods.close, "network"),
        (moods.garbage, "bad_answer"),
        (moods.endless_headers, "bad_answer"),
        (moods.endless_header, "bad_answer"),
        (moods.endless_hints, "bad_answer"),
        (moods.half_a_character, "bad_answer"),
    ],
)
def test_no_answer_is_a_failure_that_is_tried_again(mood: Mood, error: str, settings) -> None:
    attempt, delivery, took = attempt_with(mood, settings, 1.0 if error == "timeout" else 20.0)

    assert (attempt.outcome, attempt.error, attempt.status) == ("retry", error, None)
    assert (delivery.state, delivery.last_error) == (Delivery.State.QUEUED, error)
    assert took < HANGS


@pytest.mark.parametrize(
    "mood",
    [moods.drip_body, moods.two_gigabytes, moods.gzip_bomb, moods.trailers, moods.endless_trailers],
)
def test_a_2xx_counts_whatever_becomes_of_the_body(mood: Mood, settings) -> None:
    attempt, delivery, took = attempt_with(mood, settings, 3.0)

    assert (attempt.outcome, attempt.status) == ("delivered", 200)
    assert delivery.state == Delivery.State.DELIVERED
    assert len(attempt.answer) <= 2000
    assert took < HANGS


@pytest.mark.parametrize(
    ("mood", "start"), [(moods.drip_body, "aa"), (moods.short_body, "hello"), (moods.no_body, "")]
)
def test_a_2xx_whose_body_does_not_end_waits_for_no_deadline(mood: Mood, start: str, settings) -> None:
    attempt, delivery, took = attempt_with(mood, settings)

    assert (attempt.outcome, attempt.status, attempt.answer[:5].startswith(start)) == ("delivered", 200, True)
    assert attempt.detail == "The body had not ended three seconds after the headers."
    assert delivery.state == Delivery.State.DELIVERED
    assert 3 <= attempt.milliseconds / 1000 <= took < SOON


def test_a_failure_whose_body_does_not_end_is_judged_by_its_status(settings) -> None:
    attempt, delivery, took = attempt_with(moods.failing_drip, settings)

    assert (attempt.outcome, attempt.error, attempt.status) == ("retry", "server_error", 500)
    assert attempt.answer.startswith("aa")
    assert (delivery.state, delivery.last_status) == (Delivery.State.QUEUED, 500)
    assert took < SOON


def test_a_body_that_comes_in_pieces_is_read_whole(settings) -> None:
    attempt, _, _ = attempt_with(moods.pieces, settings)

    assert (attempt.answer, attempt.detail) == ('{"url": "https://site.example/whole"}', "")


def test_a_body_that_came_while_the_process_stood_still_is_read_whole() -> None:
    sender = http.Sender()
    with Moody(moods.late_body) as receiver:
        sender.start(Request(receiver.url, {}, b"{}"), "one", 20)
        for _ in range(2):  # the second one hears the headers
            assert not sender.poll(0.1)
        time.sleep(2)
        ((_, answer),) = until(lambda: sender.poll(0.1))
    sender.close()

    assert (answer.status, len(answer.body), answer.detail) == (200, 60000, "")


def test_an_answer_that_comes_before_the_request_is_read_cuts_nothing_off() -> None:
    article = b"a" * 8_000_000  # more than the buffers of two sockets hold
    with moods.Hasty() as receiver:
        answer = http.post(Request(receiver.url, {}, article), 20)
        until(lambda: receiver.requests)

    assert answer.status == 200
    assert receiver.requests[0].endswith(article)


def test_a_site_whose_body_does_not_end_gets_what_else_waits_for_it(settings) -> None:
    settings.NEWSWIRE_DEADLINE = 20.0
    with Moody(moods.no_body) as receiver:
        channel = make_channel(receiver.url, cap=1)
        for _ in range(2):
            announce(make_publication(), [channel])
        began = time.monotonic()
        assert deliver.turn(PATIENCE) == 1
        until(lambda: deliver.turn(PATIENCE) == 1)
        until(lambda: Attempt.objects.filter(outcome="delivered").count() == 2)
        assert time.monotonic() - began < 2 * SOON


def test_a_thread_that_waits_ends_such_a_body_too(settings, woken) -> None:
    settings.NEWSWIRE_DEADLINE = 20.0
    with Moody(moods.no_body) as receiver:
        announce(make_publication(), [make_channel(receiver.url)])
        began = time.monotonic()
        assert deliver.turn(0.2) == 1
        until(lambda: woken)
        assert time.monotonic() - began < SOON

    assert Attempt.objects.get().outcome == "delivered"


def test_who_is_asked_what_is_wrong_can_read_it(settings) -> None:
    attempt, _, _ = attempt_with(moods.endless_headers, settings)

    assert attempt.detail == "More than 64 KiB of headers."


def test_an_interim_answer_is_not_the_answer(settings) -> None:
    attempt, _, _ = attempt_with(moods.continue_then_accept, settings)

    assert attempt.status == 204


def test_a_compressed_answer_is_read(settings) -> None:
    attempt, _, _ = attempt_with(moods.gzipped_url, settings)

    assert attempt.answer == '{"url": "https://site.example/packed"}'


def test_a_receiver_that_is_not_there() -> None:
    (delivery,) = announce(make_publication(), [make_channel(f"http://127.0.0.1:{free_port()}/hook")])

    deliver.run()

    assert Attempt.objects.get().error == "connect"
    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.QUEUED


def test_a_name_that_does_not_exist() -> None:
    announce(make_publication(), [make_channel("http://no-such-name.invalid/hook")])

    deliver.run()

    assert Attempt.objects.get().error == "dns"


class Hanging(Moody):
    """Hangs until `count` others have been asked; `outlasted` says of each whether it came to that."""

    def __init__(self, receiver: Receiver, count: int) -> None:
        super().__init__(self._hang)
        self.outlasted: list[bool] = []
        self._receiver, self._count = receiver, count

    def _hang(self, connection: socket.socket, over: threading.Event) -> None:
        try:
            self._receiver.wait_for(self._count)
        except TimeoutError:
            self.outlasted.append(False)
        else:
            self.outlasted.append(True)


def test_one_that_hangs_delays_nobody_else(receiver: Receiver, settings) -> None:
    settings.NEWSWIRE_DEADLINE = 2 * PATIENCE
    with Hanging(receiver, 990) as hanging:
        channels = [make_channel(hanging.url), *(make_channel(receiver.url) for _ in range(99))]
        publications = [make_publication() for _ in range(10)]
        for publication in publications:
            announce(publication, channels)
        deliver.run(PATIENCE)

    assert len(receiver.requests) == 990
    assert hanging.outlasted and all(hanging.outlasted)


def test_many_that_hang_take_nobody_elses_place(receiver: Receiver, settings) -> None:
    settings.NEWSWIRE_DEADLINE, settings.NEWSWIRE_DELIVER_AT_ONCE = 2 * PATIENCE, 20
    with Hanging(receiver, 1) as hanging:
        publication = make_publication()
        announce(publication, [make_channel(hanging.url) for _ in range(60)])
        announce(publication, [channel := make_channel(receiver.url)])
        deliver.run(PATIENCE)

    assert len(receiver.requests) == 1
    assert hanging.outlasted and all(hanging.outlasted)
    assert channel.deliveries.get().state == Delivery.State.DELIVERED


def test_a_worker_is_free_while_one_hangs_and_hears_what_came(receiver: Receiver, settings, woken) -> None:
    settings.NEWSWIRE_DEADLINE = 8.0
    with Moody(moods.hang) as silent:
        hanging, well = make_channel(silent.url), make_channel(receiver.url)
        announce(make_publication(), [hanging, well])
        began = time.monotonic()
        assert deliver.turn(PATIENCE) == 2
        announce(make_publication(), [well])
        assert deliver.turn(PATIENCE) == 1
        assert time.monotonic() - began < 6, "the one that hangs has its deadline still to come"
        assert (len(receiver.requests), len(silent.requests)) == (2, 1)
        assert not Attempt.objects.filter(channel=hanging).exists()
        until(lambda: Attempt.objects.filter(channel=hanging, error="timeout").exists())

    assert (hanging.deliveries.get().state, hanging.deliveries.get().attempts) == (Delivery.State.QUEUED, 1)
    until(lambda: woken)


def test_what_hangs_is_taken_back_by_the_next_turn(settings, woken) -> None:
    settings.NEWSWIRE_DEADLINE = 3.0
    with Moody(moods.hang) as silent:
        announce(make_publication(), [make_channel(silent.url)])
        assert deliver.turn(PATIENCE) == 1
        assert deliver.run(0) == 0, "it waits for the answer, and begins nothing"

    assert Attempt.objects.get().error == "timeout"
    assert not woken


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with each wake-up that asks for a turn."""
    found: list[bool] = []
    monkeypatch.setattr(wake, "deliver_soon", lambda: found.append(True))
    return found
