"""Workers hear from PostgreSQL what there is to do; messages wake those that cannot."""

import gc
import itertools
import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from celery import Celery, signals
from celery.concurrency import prefork, solo, thread
from django.db import connection, connections, transaction
from psycopg import ConnectionInfo
from services import tree
from services.receiver import Receiver
from services.valkey import Valkey
from services.waiting import until
from services.worker import Worker
from support.celery_worker import worker

from newswire.publisher import broker, dispatch, stopping
from newswire.publisher.deliver import handover, lanes
from newswire.publisher.models import Channel, Event
from newswire.publisher.seats import Seats
from newswire.publisher.standby import DELIVER, DISPATCH, READY, SLICE, Standby, prepare

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite calls nobody"),
]
CALLED_IN_TIME = 60.0  # seconds; a call takes milliseconds


@pytest.fixture
def standby() -> Standby:
    """Of a worker that only sends, in this process."""
    fresh = Standby("newswire.deliver", "newswire_deliver")
    fresh.prepare(worker("newswire.deliver"))
    return fresh


def host(children: int) -> Any:
    """Without our routes: all our tasks come by its default queue."""
    return SimpleNamespace(
        app=Celery("host", set_as_current=False), concurrency=children, pool_cls=prefork.TaskPool
    )


EVERYTHING = ("newswire", "newswire.deliver", "newswire.batch", "newswire.bulk")


@pytest.mark.parametrize(
    ("the_worker", "staying"),
    [
        (worker("newswire.deliver"), {"newswire.deliver"}),
        (worker("newswire.deliver", "newswire.bulk", children=2), set()),
        (worker("newswire", children=2), {"newswire.dispatch"}),
        (worker("newswire", children=2, pool=thread.TaskPool), {"newswire.dispatch"}),
        (worker("newswire", children=1), set()),
        (worker("newswire", children=2, pool=solo.TaskPool), set()),
        (worker(*EVERYTHING, children=2), {"newswire.dispatch"}),
        (host(children=1), set()),
        (host(children=2), {"newswire.dispatch"}),
    ],
    ids=[
        "sends",
        "sends and more",
        "renders",
        "threads",
        "one child",
        "solo",
        "all",
        "no routes, one child",
        "no routes",
    ],
)
def test_who_may_stay_has_nothing_else_to_do_or_another_child_for_it(
    the_worker: Any, staying: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for one, name in itertools.product((DISPATCH, DELIVER), ("_is_allowed", "_is_one")):
        monkeypatch.setattr(one, name, None)
    prepare(the_worker)
    calls = {"newswire.dispatch": DISPATCH.is_called(0.01), "newswire.deliver": DELIVER.is_called(0.01)}
    assert {task for task, called in calls.items() if called is not None} == staying


def test_of_several_children_one_stays(channel: Channel) -> None:
    shared = Standby("newswire.dispatch", "newswire_dispatch", shares=True)
    shared.prepare(worker("newswire", children=2))
    with ThreadPoolExecutor(1) as another:
        assert another.submit(shared.is_called, CALLED_IN_TIME).result() is True, "it has only just come"
        assert shared.is_called(CALLED_IN_TIME) is None, "the other one works on what it was called for"
        stays = another.submit(shared.is_called, 2.0)
        until(lambda: shared._until.value < time.monotonic() + CALLED_IN_TIME / 2)
        assert shared.is_called(CALLED_IN_TIME) is None
        assert stays.result() is False
        another.submit(connection.close)
    assert shared.is_called(CALLED_IN_TIME) is True, "its place is free again"
    assert shared.is_called(0.01) is False


def test_nobody_stays_while_all_other_children_wait_for_somebody_outside(
    channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be the last that is free: what is queued meanwhile would not be sent."""
    shared, seats = Standby("newswire.dispatch", "newswire_dispatch", shares=True), Seats()
    shared.prepare(worker("newswire", children=2))
    monkeypatch.setattr("newswire.publisher.standby.SEATS", seats)
    seats.prepare(1)
    found: list[bool | None] = []
    with ThreadPoolExecutor(1) as another:
        assert another.submit(shared.is_called, CALLED_IN_TIME).result() is True, "it has only just come"
        began, until_then = time.monotonic(), shared._until.value
        seats.sit(
            "newswire.batch", lambda: found.append(another.submit(shared.is_called, CALLED_IN_TIME).result())
        )
        stays = another.submit(shared.is_called, CALLED_IN_TIME)
        until(lambda: shared._until.value > until_then)
        seats.sit("newswire.batch", lambda: found.append(stays.result()))
        another.submit(connection.close)
    assert found == [None, False], "a turn that follows looks at what it may have missed"
    assert time.monotonic() - began < CALLED_IN_TIME / 2


@pytest.mark.process
def test_a_worker_that_stays_announces_what_no_message_told_it_of(
    own_valkey: Valkey, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else there is for it is done meanwhile by another child."""
    with Worker("newswire.publisher", own_valkey.url, ("-Q", "newswire", "-c", "2", "-l", "DEBUG")) as its:
        broker.send("newswire.dispatch")
        its.wait_for_log("newswire.dispatch")
        send = broker.send
        monkeypatch.setattr(broker, "send", lambda task, eta=None: True)
        for number in range(3):
            page = tree.live(f"Page {number}")
            until(lambda page=page: Event.objects.filter(publication__page_id=page.pk).exists())
            done = its.ended("newswire.trigger")
            send("newswire.trigger")
            until(lambda done=done: its.ended("newswire.trigger") > done)
        assert its.stop() < SLICE + 5


@pytest.mark.process
def test_a_worker_that_stays_sends_what_no_message_told_it_of(
    own_valkey: Valkey, channel: Channel, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no beat either. Told to stop, it does so at once."""
    arguments = ("-Q", "newswire.deliver", "-c", "1", "-l", "DEBUG")
    with Worker("newswire.publisher", own_valkey.url, arguments) as worker:
        broker.send("newswire.deliver")
        worker.wait_for_log(" succeeded ")
        monkeypatch.setattr(broker, "send", lambda task, eta=None: True)
        for number in range(3):
            tree.live(f"Page {number}")
            dispatch.run()
            receiver.wait_for(number + 1, CALLED_IN_TIME)
        assert worker.stop() < SLICE + 5
    titles = [json.loads(request.body)["data"]["title"] for request in receiver.requests]
    assert titles == ["Page 0", "Page 1", "Page 2"]


def test_the_first_wait_of_a_connection_looks_again_and_the_next_hears_what_came_meanwhile(
    standby: Standby, channel: Channel
) -> None:
    assert standby.is_called(CALLED_IN_TIME) is True, "it was queued before it listened, perhaps"
    assert standby.is_called(0.01) is False
    lanes.wake([channel.pk])
    assert standby.is_called(CALLED_IN_TIME) is True
    assert standby.is_called(0.01) is False


def test_two_threads_of_one_worker_wait_beside_each_other(standby: Standby) -> None:
    """Each has a connection of its own, and listens once: else each would look again for ever."""

    def waits() -> list[bool | None]:
        try:
            return [standby.is_called(0.2) for _ in range(3)]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        found = [threads.submit(waits) for _ in range(2)]
    assert [one.result() for one in found] == [[True, False, False]] * 2


def test_who_stays_to_send_shows_it_for_as_long_as_its_connection_lives(channel: Channel) -> None:
    stays = Standby("newswire.deliver", "newswire_deliver", shows=READY)
    stays.prepare(worker("newswire.deliver"))

    def is_awaited() -> bool:
        with transaction.atomic():
            return handover.lock([channel.pk]).is_awaited

    def stay() -> None:
        stays.is_called(0.01)
        stayed.set()
        goes.wait(CALLED_IN_TIME)
        connection.close()

    assert not is_awaited()
    stayed, goes = threading.Event(), threading.Event()
    staying = threading.Thread(target=stay)
    staying.start()
    assert stayed.wait(CALLED_IN_TIME) and is_awaited(), "busy or not"
    goes.set()
    staying.join()
    until(lambda: not is_awaited())


def test_behind_a_pooler_nobody_stays(standby: Standby, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its server is another one for each transaction, and has another number than the one it told us."""
    monkeypatch.setattr(ConnectionInfo, "backend_pid", 0)
    for _ in range(2):
        assert standby.is_called(CALLED_IN_TIME) is None


def test_a_database_that_goes_away_meanwhile_ends_the_wait(
    standby: Standby, caplog: pytest.LogCaptureFixture
) -> None:
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


def test_a_worker_told_to_stop_waits_no_longer(standby: Standby) -> None:
    standby.is_called(0.01)
    stopping.stop()
    try:
        began = time.monotonic()
        assert standby.is_called(CALLED_IN_TIME) is False
        assert time.monotonic() - began < CALLED_IN_TIME / 2
    finally:
        stopping.resume()


def test_what_is_loaded_before_a_worker_forks_is_shared_by_its_children() -> None:
    gc.unfreeze()
    try:
        signals.celeryd_after_setup.send(sender="bulk@host", instance=worker("newswire.bulk"), conf=None)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_nobody_waits_to_show_that_it_stays_ready() -> None:
    """Whoever looks whether anybody does holds the same lock, and may be stopped with it for hours."""
    fresh = Standby("newswire.deliver", "newswire_deliver", shows=READY)
    fresh.prepare(worker("newswire.deliver"))
    with ThreadPoolExecutor(1) as elsewhere:
        stays = partial(_stays, fresh)
        with transaction.atomic():
            assert _has_ready()
            assert elsewhere.submit(stays).result(CALLED_IN_TIME)
            assert _has_ready()  # the same once more: it is ours
        assert elsewhere.submit(stays).result(CALLED_IN_TIME) is False
        with transaction.atomic():
            assert not _has_ready()
        elsewhere.submit(connections.close_all).result()


def _stays(standby: Standby) -> bool | None:
    return standby.is_called(0.01)


def _has_ready() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [READY])
        return bool(cursor.fetchone()[0])
