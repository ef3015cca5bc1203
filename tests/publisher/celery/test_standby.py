"""A worker that only sends hears from PostgreSQL what is queued; messages wake those that cannot."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakSet

import pytest
from celery import Celery
from django.db import connection
from psycopg import ConnectionInfo
from services import tree
from services.receiver import Receiver
from services.valkey import Valkey
from services.worker import Worker

from newswire.publisher import broker, dispatch
from newswire.publisher.celery import app
from newswire.publisher.deliver import lanes, standby, stopping
from newswire.publisher.models import Channel

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite calls nobody"),
]
CALLED_IN_TIME = 60.0  # seconds; a call takes milliseconds


@pytest.fixture
def only_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process is one that may stay."""
    monkeypatch.setattr(standby, "_is_allowed", True)
    monkeypatch.setattr(standby, "_listening", WeakSet())


def taking(*queues: str) -> Celery:
    worker = Celery("worker", set_as_current=False)
    worker.conf.update(task_queues=app.conf.task_queues, task_routes=app.conf.task_routes)
    worker.amqp.queues.select(queues)
    return worker


@pytest.mark.parametrize(
    ("queues", "may_stay"),
    [(["newswire.deliver"], True), (["newswire.deliver", "newswire.bulk"], False), (["newswire"], False)],
)
def test_only_a_worker_that_does_nothing_but_send_stays(
    monkeypatch: pytest.MonkeyPatch, queues: list[str], may_stay: bool
) -> None:
    monkeypatch.setattr(standby, "_is_allowed", None)
    standby.prepare(taking(*queues))
    assert standby._is_allowed is may_stay
    if not may_stay:
        assert standby.is_called(CALLED_IN_TIME) is None


def test_a_host_that_gives_sending_no_queue_of_its_own_has_no_worker_that_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(standby, "_is_allowed", None)
    standby.prepare(Celery("host", set_as_current=False))
    assert standby._is_allowed is False


@pytest.mark.process
def test_a_worker_that_stays_sends_what_no_message_told_it_of(
    own_valkey: Valkey, channel: Channel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no beat either. Told to stop, it does so at once."""
    with Worker("newswire.publisher", own_valkey.url, ("-Q", "newswire.deliver", "-c", "1")) as worker:
        broker.send("newswire.deliver")
        worker.wait_for_log(" succeeded ")
        monkeypatch.setattr(broker, "send", lambda task, eta=None: True)
        for number in range(3):
            tree.live(f"Page {number}")
            dispatch.run()
            receiver.wait_for(number + 1, CALLED_IN_TIME)
        assert worker.stop() < standby.SLICE + 5
    titles = [json.loads(request.body)["data"]["title"] for request in receiver.requests]
    assert titles == ["Page 0", "Page 1", "Page 2"]


@pytest.mark.usefixtures("only_sends")
def test_the_first_wait_of_a_connection_looks_again_and_the_next_hears_what_came_meanwhile(
    channel: Channel,
) -> None:
    assert standby.is_called(CALLED_IN_TIME) is True, "it was queued before it listened, perhaps"
    assert standby.is_called(0.01) is False
    lanes.wake([channel.pk])
    assert standby.is_called(CALLED_IN_TIME) is True
    assert standby.is_called(0.01) is False


@pytest.mark.usefixtures("only_sends")
def test_two_threads_of_one_worker_wait_beside_each_other() -> None:
    """Each has a connection of its own, and listens once: else each would look again for ever."""

    def waits() -> list[bool | None]:
        try:
            return [standby.is_called(0.2) for _ in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = [threads.submit(waits) for _ in range(2)]
    assert [one.result() for one in found] == [[True, False, False]] * 2


@pytest.mark.usefixtures("only_sends")
def test_behind_a_pooler_nobody_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server is another one for each transaction, and has another number than the one it told us."""
    monkeypatch.setattr(ConnectionInfo, "backend_pid", 0)
    for _ in range(2):
        assert standby.is_called(CALLED_IN_TIME) is None


@pytest.mark.usefixtures("only_sends")
def test_a_database_that_goes_away_meanwhile_ends_the_wait(caplog: pytest.LogCaptureFixture) -> None:
    standby.is_called(0.01)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    finally:
        other.close()
    assert standby.is_called(CALLED_IN_TIME) is None
    assert "the database was lost" in caplog.text
    assert standby.is_called(CALLED_IN_TIME) is True, "a new connection listens anew"


@pytest.mark.usefixtures("only_sends")
def test_a_worker_told_to_stop_waits_no_longer() -> None:
    standby.is_called(0.01)
    stopping.stop()
    try:
        began = time.monotonic()
        assert standby.is_called(CALLED_IN_TIME) is False
        assert time.monotonic() - began < CALLED_IN_TIME / 2
    finally:
        stopping.resume()
