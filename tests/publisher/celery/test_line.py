"""What is sent: the message that `Celery.send_task` makes, as the project's own Celery says, at less cost."""

import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import wraps
from typing import Any

import pytest
import redis
from celery import Celery, signals
from django.utils import timezone
from services.valkey import Valkey
from services.waiting import PATIENCE

from newswire.publisher import broker
from newswire.publisher.celery import app

TASK = "newswire.deliver"
# What each message has of its own; to whom a result would go, which nobody wants; and a task's limits, which
# Celery tells only where it has loaded the task, and a worker has from the task itself.
OWN = {
    "id",
    "root_id",
    "origin",
    "kwargsrepr",
    "correlation_id",
    "delivery_tag",
    "body",
    "reply_to",
    "timelimit",
}


def messages(server: Valkey, queue: str = TASK) -> list[dict[str, Any]]:
    """Those that lie there, the oldest first."""
    return [json.loads(one) for one in reversed(redis.Redis(port=server.port).lrange(queue, 0, -1))]


def lasting(message: dict[str, Any]) -> dict[str, Any]:
    parts = {"": message, **{name: message[name] for name in ("headers", "properties")}}
    return {
        f"{part}.{name}": value
        for part, found in parts.items()
        for name, value in found.items()
        if name not in OWN and name not in parts
    }


@pytest.fixture
def wrapped(monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Has a tool wrap `send_task`, as those that trace do; what was sent by way of it."""

    def wrap() -> list[str]:
        through, send_task = [], Celery.send_task

        @wraps(send_task)
        def traced(self: Celery, name: str, *args: Any, **kwargs: Any) -> Any:
            through.append(name)
            return send_task(self, name, *args, **kwargs)

        monkeypatch.setattr(Celery, "send_task", traced)
        broker.reset()
        return through

    return wrap


def test_it_is_the_message_that_celery_makes(own_valkey: Valkey, wrapped: Callable[[], list[str]]) -> None:
    assert broker.send(TASK)
    through = wrapped()
    assert broker.send(TASK)
    assert through == [TASK]
    ours, theirs = messages(own_valkey)
    assert lasting(ours) == lasting(theirs)
    assert ours["headers"]["id"] == ours["headers"]["root_id"] == ours["properties"]["correlation_id"]


def test_each_message_has_an_id_of_its_own(own_valkey: Valkey) -> None:
    for _ in range(3):
        broker.send(TASK)
    assert len({one["headers"]["id"] for one in messages(own_valkey)}) == 3


def test_many_wake_ups_leave_over_one_connection_and_by_one_client(
    own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker.send(TASK)
    server = redis.Redis(port=own_valkey.port)
    before = server.info("stats")["total_connections_received"]
    made, make = [], redis.Redis.__init__

    def counted(self: redis.Redis, *args: Any, **kwargs: Any) -> None:
        made.append(self)
        make(self, *args, **kwargs)

    monkeypatch.setattr(redis.Redis, "__init__", counted)
    for _ in range(20):
        broker.send(TASK)
    assert server.info("stats")["total_connections_received"] == before
    assert made == []


def test_one_that_is_lost_meanwhile_is_made_again(own_valkey: Valkey) -> None:
    broker.send(TASK)
    redis.Redis(port=own_valkey.port).client_kill_filter(_type="normal", skipme=True)
    assert broker.send(TASK)
    assert len(messages(own_valkey)) == 2


here: ContextVar[str] = ContextVar("here", default="")


@pytest.fixture
def signalled() -> Iterator[list[str]]:
    """What Celery's signals say. The first also adds a header, which is how tools hand a trace on."""
    said: list[str] = []

    def before(sender: str, headers: dict[str, Any], **kwargs: Any) -> None:
        said.append(f"before {sender}")
        headers["from"] = here.get()

    def after(sender: str, **kwargs: Any) -> None:
        said.append(f"after {sender}")

    signals.before_task_publish.connect(before)
    signals.after_task_publish.connect(after)
    yield said
    signals.before_task_publish.disconnect(before)
    signals.after_task_publish.disconnect(after)


def test_celerys_signals_are_sent_in_the_context_of_the_publish(
    own_valkey: Valkey, signalled: list[str]
) -> None:
    token = here.set("a publish")
    broker.send(TASK)
    here.reset(token)
    assert signalled == [f"before {TASK}", f"after {TASK}"]
    assert messages(own_valkey)[0]["headers"]["from"] == "a publish"


@pytest.fixture
def host(own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Celery]:
    """Makes the project's own Celery app, which carries our schedule."""

    def make(kind: type[Celery] = Celery, **settings: Any) -> Celery:
        own = kind("host", set_as_current=False, broker=own_valkey.url)
        own.conf.update(beat_schedule=app.conf.beat_schedule, **settings)
        monkeypatch.setattr(broker, "_host_app", own)
        broker.reset()
        return own

    return make


def test_it_goes_where_the_project_routes_it_and_as_it_says(
    own_valkey: Valkey, host: Callable[..., Celery]
) -> None:
    host(task_routes={"newswire.*": {"queue": "fresh", "priority": 3}}, task_serializer="yaml")
    broker.send(TASK)
    (message,) = messages(own_valkey, "fresh\x06\x163")
    assert (message["properties"]["priority"], message["content-type"]) == (3, "application/x-yaml")


def test_the_events_that_a_project_wants_are_sent(own_valkey: Valkey, host: Callable[..., Celery]) -> None:
    host(task_send_sent_event=True)
    with redis.Redis(port=own_valkey.port).pubsub() as events:
        events.psubscribe("*task.sent*")
        events.get_message(timeout=PATIENCE)  # that we listen
        broker.send(TASK)
        assert events.get_message(timeout=PATIENCE)


def test_an_app_that_has_a_way_of_its_own_is_left_it(own_valkey: Valkey, host: Callable[..., Celery]) -> None:
    class Tenants(Celery):
        def send_task(self, *args: Any, **kwargs: Any) -> Any:
            return super().send_task(*args, headers={"tenant": "north"}, **kwargs)

    host(Tenants)
    broker.send(TASK)
    (message,) = messages(own_valkey, "celery")
    assert message["headers"]["tenant"] == "north"


def test_what_a_project_annotates_counts_as_much_as_celery_lets_it(
    own_valkey: Valkey, host: Callable[..., Celery]
) -> None:
    own = host(task_annotations={TASK: {"priority": 6}})
    own.finalize()
    assert TASK in own.tasks
    own.send_task(TASK, kwargs={"sent": 0.0})
    broker.send(TASK)
    lie = messages(own_valkey, "celery") + messages(own_valkey, "celery\x06\x166")
    assert len(lie) == 2
    assert lie[0]["properties"]["priority"] == lie[1]["properties"]["priority"]


def test_a_time_to_come_is_celerys_own_business(own_valkey: Valkey) -> None:
    moment = timezone.now()
    broker.send(TASK, eta=moment)
    assert messages(own_valkey)[0]["headers"]["eta"] == moment.isoformat()
