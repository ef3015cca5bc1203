"""What a worker's log says of wake-ups that found nothing to do, and of all others."""

import logging
import re
from typing import Any

import pytest
from services import tree
from services.receiver import Receiver
from services.valkey import Valkey
from services.waiting import until
from services.worker import Worker

from newswire.publisher import broker, tasks
from newswire.publisher.idle import ENDED, LOGGERS, RECEIVED, TASKS, Lowering
from newswire.publisher.models import Channel

TURN = {"name": "newswire.deliver", "id": "1"}
IDLE = [(RECEIVED, TURN), (ENDED, {**TURN, "return_value": "0"})]
EVENTFUL = [
    (ENDED, {**TURN, "return_value": "3"}),
    (ENDED, {**TURN, "exc": "again"}),  # retried
    (ENDED, {**TURN, "exc": "Ignore()", "description": "raised expected"}),
    (RECEIVED, {"name": "newswire.prune", "id": "1"}),
    (ENDED, {"name": "newswire.prune", "id": "1", "return_value": "None"}),
    (RECEIVED, {"name": "host.count", "id": "1"}),
    (ENDED, {"name": "host.count", "id": "1", "return_value": "0"}),
    (ENDED, None),
]


def line(name: str, data: dict[str, Any] | None, level: int = logging.INFO) -> logging.LogRecord:
    record = logging.LogRecord(name, level, "", 0, "a line", (), None)
    record.data = data
    return record


@pytest.mark.parametrize(("name", "data"), IDLE)
def test_nothing_to_do_is_said_to_who_asks_for_everything(
    name: str, data: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, name)
    assert not Lowering().filter(line(name, data))
    caplog.set_level(logging.DEBUG, name)
    record = line(name, data)
    assert Lowering().filter(record)
    assert (record.levelno, record.levelname) == (logging.DEBUG, "DEBUG")


@pytest.mark.parametrize(("name", "data"), EVENTFUL)
def test_what_happened_stays(name: str, data: dict[str, Any] | None) -> None:
    record = line(name, data)
    assert Lowering().filter(record)
    assert record.levelno == logging.INFO


def test_a_failure_stays() -> None:
    record = line(ENDED, {**TURN, "return_value": "0"}, logging.ERROR)
    assert Lowering().filter(record)
    assert record.levelno == logging.ERROR


@pytest.mark.parametrize("name", LOGGERS)
def test_it_is_there_wherever_newswire_is_installed(name: str) -> None:
    assert any(isinstance(one, Lowering) for one in logging.getLogger(name).filters)


def test_each_of_them_says_how_much_it_did() -> None:
    turns = {name for name, task in vars(tasks).items() if isinstance(task, tasks.Turns)}
    assert {f"newswire.{name.lower()}" for name in turns} == TASKS


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_workers_log_says_what_was_done_and_not_what_was_looked_for(
    own_valkey: Valkey, channel: Channel, receiver: Receiver
) -> None:
    with Worker("newswire.publisher", own_valkey.url, ("-c", "1")) as its:
        for _ in range(3):
            broker.send("newswire.deliver")  # nothing is queued
        tree.live("Fresh")
        receiver.wait_for(1)
        until(lambda: re.search(r" INFO/.*newswire\.deliver\[\S+\] succeeded in \S+s: 1\b", its.log()))
        its.stop()
        log = its.log()
    assert re.search(r"newswire\.dispatch\[\S+\] succeeded in \S+s: [1-9]", log)
    assert "newswire.publish_scheduled" in log
    assert not re.search(r"newswire\.(deliver|dispatch)\[\S+\] received", log)
    assert not re.search(r"succeeded in \S+s: 0\b", log)
