"""What takes long leaves one of a worker's children to the others."""

import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any

import psutil
import pytest
from celery.concurrency import solo, thread
from services import tree
from services.receiver import Receiver
from services.smtp import SmtpServer
from services.valkey import Valkey
from services.waiting import PATIENCE, until
from services.worker import Worker
from support import celery_worker

from newswire.publisher import broker, channels, standby, tasks
from newswire.publisher.models import Channel
from newswire.publisher.schedule import QUEUES
from newswire.publisher.seats import SEATS, TASKS, Seats
from newswire.publisher.turns import Turns

SOON = 20.0  # seconds; EMAIL_TIMEOUT of mail_settings.py is most of a minute


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(broker, "send", lambda task, eta=None: sent.append(task) or True)
    return sent


worker = partial(celery_worker.worker, children=2)


@pytest.mark.parametrize(
    ("the_worker", "count"),
    [
        (worker(*QUEUES), 1),
        (worker(*QUEUES, children=4), 3),
        (worker(*QUEUES, pool=thread.TaskPool), 1),
        (worker("newswire.bulk", "newswire.batch"), 1),
        (worker("newswire.batch"), 0),
        (worker(*QUEUES, children=1), 0),
        (worker(*QUEUES, pool=solo.TaskPool), 0),
    ],
    ids=["all", "four children", "threads", "bulk and batch", "batch alone", "one child", "solo"],
)
def test_one_child_is_kept_free_where_there_is_more_to_do(
    the_worker: Any, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr(SEATS, "prepare", made.append)
    for one in (standby.DISPATCH, standby.DELIVER):
        monkeypatch.setattr(one, "prepare", lambda worker: None)
    standby.prepare(the_worker)
    assert made == [count]


def test_who_finds_no_seat_is_called_by_who_leaves_one(called: list[str]) -> None:
    seats, comes, goes = Seats(), Event(), Event()
    seats.prepare(1)
    with ThreadPoolExecutor(1) as another:
        sits = another.submit(seats.sit, "newswire.batch", lambda: comes.set() or goes.wait(PATIENCE))
        comes.wait(PATIENCE)
        assert seats.are_taken()
        assert seats.sit("newswire.mail", pytest.fail) is False
        assert seats.sit("newswire.jobs", lambda: None), "it waits for nobody"
        assert called == []
        goes.set()
        assert sits.result()
    assert called == ["newswire.mail"]
    assert not seats.are_taken()
    assert seats.sit("newswire.mail", lambda: None)
    assert called == ["newswire.mail"], "once"


@pytest.mark.parametrize("task", ["newswire.jobs", "newswire.follow"])
def test_a_brief_turn_takes_a_seat_that_is_free_and_needs_none(task: str, called: list[str]) -> None:
    seats = Seats()
    seats.prepare(1)
    seen: list[bool] = []
    assert seats.sit(task, lambda: seen.append(seats.are_taken())), "so that nobody stays ready beside it"
    assert seats.sit("newswire.batch", lambda: seen.append(seats.sit(task, lambda: None)))
    assert seen == [True, True]
    assert not seats.are_taken()
    assert called == []


def test_a_task_that_raises_leaves_its_seat(called: list[str]) -> None:
    seats = Seats()
    seats.prepare(1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            seats.sit("newswire.mail", lambda: 1 / 0)
    assert not seats.are_taken()


def test_where_no_child_is_to_be_kept_free_all_may_wait() -> None:
    seats = Seats()
    seats.prepare(0)
    assert seats.sit("newswire.batch", lambda: seats.sit("newswire.mail", lambda: None))
    assert not seats.are_taken()


@pytest.mark.django_db
@pytest.mark.parametrize("task", sorted(TASKS))
def test_each_of_its_tasks_is_left_to_who_ends(
    task: str, called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seats = Seats()
    seats.prepare(1)
    monkeypatch.setattr(tasks, "SEATS", seats)
    monkeypatch.setattr(Turns, "has_served", lambda turns, sent: False)
    seats.sit("newswire.batch", getattr(tasks, task.removeprefix("newswire.")))
    assert called == [task]


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_mail_servers_that_hang_stop_no_webhook(
    own_valkey: Valkey, channel: Channel, receiver: Receiver
) -> None:
    """Of two children; and who is killed while it waits leaves its seat to the other channel's mail."""
    with SmtpServer() as server:
        for desk in ("one", "two"):
            address = f"{desk}@example.org"
            by_mail, _ = channels.create(desk, address, "email", page_types=["host.hostpage"])
            channels.start(by_mail)
        server.hangs = True
        more = {"DJANGO_SETTINGS_MODULE": "host.mail_settings", "MAIL_PORT": str(server.port)}
        with Worker("newswire.publisher", own_valkey.url, ("-c", "2"), **more) as its:
            tree.live("First")
            receiver.wait_for(1)
            waiting = until(lambda: _waiting(its, server.port))
            for number in range(2, 5):
                broker.send("newswire.batch")
                began = time.monotonic()
                tree.live(f"Page {number}")
                receiver.wait_for(number, SOON)
                assert time.monotonic() - began < SOON
            assert _waiting(its, server.port) == waiting, "one at a time"
            waiting[0].kill()
            its.wait_for_log("signal 9")
            broker.send("newswire.batch")
            until(lambda: set(_waiting(its, server.port)) - set(waiting), SOON)
            server.hangs = False
            until(lambda: server.taken)


def _waiting(its: Worker, port: int) -> list[psutil.Process]:
    """Children that are connected to the mail server."""
    assert its.process is not None
    children = psutil.Process(its.process.pid).children()
    return [one for one in children if any(end.raddr and end.raddr.port == port for end in _lines(one))]


def _lines(process: psutil.Process) -> list[Any]:
    try:
        return [line for line in process.net_connections("tcp") if line.status == psutil.CONN_ESTABLISHED]
    except psutil.NoSuchProcess:
        return []
