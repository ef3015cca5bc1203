"""Asking the broker how much lies in its queues, again and again: over one connection, which may break."""

import os
import threading

import pytest
import redis
from services.valkey import Valkey
from support.broker_at import broker_at

from newswire.publisher import broker, broker_state
from newswire.publisher.doctor import broker as examined

pytestmark = pytest.mark.process


def connections(valkey: Valkey) -> int:
    """That the server has accepted so far, this question's own left out."""
    return int(redis.Redis(port=valkey.port).info("stats")["total_connections_received"]) - 1


def test_one_connection_serves_many_questions(running_broker: None, valkey: Valkey) -> None:
    broker.send("newswire.deliver")
    assert (broker_state.depths() or {})["newswire.deliver"] == 1
    before = connections(valkey)
    for _ in range(5):
        assert (broker_state.depths() or {})["newswire.deliver"] == 1
    assert connections(valkey) == before + 1, "only that of counting them"


def test_threads_take_turns(running_broker: None, valkey: Valkey) -> None:
    broker_state.depths()
    before, found = connections(valkey), []
    threads = [threading.Thread(target=lambda: found.append(broker_state.depths())) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert [one is not None for one in found] == [True] * 4
    assert connections(valkey) == before + 1


def test_a_connection_that_was_lost_is_made_again(running_broker: None, valkey: Valkey) -> None:
    broker_state.depths()
    redis.Redis(port=valkey.port).client_kill_filter(_type="normal", skipme=True)
    assert broker_state.depths() is not None


def test_a_broker_that_comes_back_is_asked_again() -> None:
    with Valkey() as server, broker_at(server.url):
        assert broker_state.depths() is not None
        server.stop()
        assert broker_state.depths() is None
        assert broker_state.depths() is None
        server.start()
        assert broker_state.depths() is not None


def test_a_process_does_not_use_its_parents_connection(running_broker: None) -> None:
    broker_state.depths()
    assert broker._asking(os.getpid()) is broker._asking(os.getpid())
    assert broker._asking(os.getpid() + 1) is not broker._asking(os.getpid())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("redis://localhost:6379/0", "redis://localhost:6379/0"),
        ("redis://user@localhost:6379/0", "redis://user@localhost:6379/0"),
        ("redis://:secret@localhost:6379/0", "redis://:**@localhost:6379/0"),
        ("redis://user:secret@localhost:6379/0", "redis://user:**@localhost:6379/0"),
        ("amqp://user:secret@localhost:5672//", "amqp://user:**@localhost:5672//"),
    ],
)
def test_stars_stand_for_a_password_alone(url: str, shown: str) -> None:
    with broker_at(url):
        assert broker_state.address() == shown


def named() -> list[str]:
    return [f"{one.words} {one.what_to_do}" for one in examined.examine() if one.level == "error"]


def test_a_broker_that_takes_nothing_is_named_though_it_answers(own_valkey: Valkey) -> None:
    """Its memory is full; it has become a replica. A disk that is full refuses the same commands."""
    server = redis.Redis(port=own_valkey.port)
    assert named() == []
    server.config_set("maxmemory", "1b")
    assert not broker.send("newswire.deliver")
    (words,) = named()
    assert "takes nothing" in words and "maxmemory" in words and "Make room on its disk" in words
    server.config_set("maxmemory", "0")
    assert named() == []
    server.replicaof("127.0.0.1", "1")
    (words,) = named()
    assert "takes nothing" in words and "name the primary" in words
    server.replicaof("NO", "ONE")
    assert named() == []
