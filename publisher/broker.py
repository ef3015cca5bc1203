"""The way to Celery's broker, for a request that must not wait for it."""

import logging
import os
import ssl
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

from celery import Celery, current_app
from kombu import Connection
from kombu.connection import ConnectionPool

from .line import Line

logger = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds to wait for a broker that does not answer
COOL_OFF = 5.0  # seconds without a new try after that, so that one request waits and not each
LONGEST = 3.0  # seconds to wait for the answer of a broker that is asked how fast it is
PROBE = "newswire.probe"  # a key, and a queue that nobody makes: whether it takes what is written

AT_ONCE = 8  # threads of one process that send at the same time; the next waits

Found = TypeVar("Found")


@dataclass(frozen=True)
class Answer:
    """`seconds`: what one question took, LONGEST where it took longer.

    In the broker's own words, `error`: why it does not answer; `refused`: why it takes nothing.
    """

    seconds: float = 0.0
    error: str = ""
    refused: str = ""


class _RefusedError(Exception):
    pass


_host_app: Celery | None = None
_quiet_until = 0.0


def note_host_app() -> None:
    """Remembers the host project's own Celery app.

    Called in the main thread once Django is set up: Celery's current app is a thread's own, so a
    thread of a web server would find Celery's fallback instead.
    """
    global _host_app
    found = current_app._get_current_object()
    _host_app = None if found.main == "default" else found
    reset()


def reset() -> None:
    """Forgets connections, the cool-off and whose app it is: the configuration has changed."""
    global _quiet_until
    _quiet_until = 0.0
    app.cache_clear()
    _lines.cache_clear()
    _asking.cache_clear()
    _threads.cache_clear()


@lru_cache(maxsize=1)
def app() -> Celery:
    """The host's own Celery app if it carries our schedule, that is, runs our tasks; else ours."""
    from .celery import app as own

    return _host_app if _host_app is not None and carries_schedule(_host_app) else own


def carries_schedule(candidate: Celery) -> bool:
    """Does this app's beat schedule hold Newswire's entries?"""
    return any(entry["task"].startswith("newswire.") for entry in candidate.conf.beat_schedule.values())


def send(task: str, eta: datetime | None = None) -> bool:
    """Sends a wake-up. False where the broker did not take it within PATIENCE; never raises."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return False
    try:
        _within(PATIENCE, partial(_send, task, eta))
    except Exception as error:  # whatever a transport raises: the page is live, and the sweep will find it
        _quiet_until = time.monotonic() + COOL_OFF
        words = str(error) or f"no answer within {PATIENCE:.0f} s"
        logger.warning("Celery's broker did not take %s (%s); the beat's sweep will do it", task, words)
        return False
    return True


def _send(task: str, eta: datetime | None) -> None:
    free = _lines(os.getpid())
    try:
        line = free.pop()
    except IndexError:
        line = Line(app(), _connection())
    try:
        line.send(task, eta)
    except BaseException:
        line.hang_up()
        raise
    free.append(line)


def ask() -> Answer:
    """How fast it answers over a connection that is there already, and whether it takes anything.

    At most LONGEST seconds; never raises.
    """
    began = time.monotonic()
    try:
        return Answer(_within(LONGEST, partial(_asked, _trip, LONGEST)))
    except _RefusedError as error:
        return Answer(refused=str(error))
    except Exception as error:
        if isinstance(error, TimeoutError) and time.monotonic() - began >= LONGEST:
            return Answer(LONGEST)
        return Answer(error=str(error) or type(error).__name__)


def _trip(connection: Connection) -> float:
    """The better of two: the first may have waited for this machine's processor."""
    times = []
    queue = app().conf.task_default_queue
    _write(connection)  # connects, too, which takes many trips
    for _turn in range(2):
        began = time.monotonic()
        _depth(connection, queue)
        times.append(time.monotonic() - began)
    return min(times)


def _write(connection: Connection) -> None:
    """Raises _RefusedError. Reading goes on where a disk or memory is full, and on a replica."""
    channel: Any = connection.default_channel
    if connection.transport.driver_type == "redis":
        try:
            channel.client.set(PROBE, "x" * 1000, ex=60)  # as long as a wake-up
        except connection.channel_errors as error:
            raise _RefusedError(str(error)) from error
    elif connection.transport.driver_type == "amqp":
        _publish(connection)


def _publish(connection: Connection) -> None:
    """Nobody gets it. RabbitMQ answers nothing more where its disk or memory is full, and says so once."""
    said: list[str] = []
    connection.connection.on_blocked = said.append
    channel = connection.default_channel
    channel.basic_publish(channel.prepare_message(b""), exchange="", routing_key=PROBE)
    try:
        _depth(connection, PROBE)
    except TimeoutError as error:
        if not said:
            raise
        connection.collect()
        raise _RefusedError(said[0]) from error


def depths() -> dict[str, int] | None:
    """Messages that lie in the queues of our tasks; None where the broker does not answer."""
    from .schedule import BEAT_SCHEDULE

    router = app().amqp.router
    names = {router.route({}, entry["task"])["queue"].name for entry in BEAT_SCHEDULE.values()}
    try:
        return _within(LONGEST, partial(_asked, partial(_depths, sorted(names)), PATIENCE))
    except Exception:  # whatever a transport raises
        return None


def _depths(names: list[str], connection: Connection) -> dict[str, int]:
    return {name: _depth(connection, name) for name in names}


def _asked(question: Callable[[Connection], Found], patience: float) -> Found:
    """Over a connection that is kept; over a new one where that has been lost meanwhile."""
    with _asking(os.getpid()).acquire(block=True, timeout=patience) as connection:
        was_kept = connection.connected
        try:
            return question(connection)
        except connection.connection_errors:
            if not was_kept:
                raise
            connection.collect()
            return question(connection)


def _depth(connection: Connection, queue: str) -> int:
    """A queue that no worker has made yet is empty. RabbitMQ closes the channel of who asks for it."""
    try:
        return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
    except connection.channel_errors:
        if connection.transport.driver_type == "amqp":
            connection.revive(None)
        return 0


def address() -> str:
    """The broker's address, with stars for its password."""
    connection = _connection()
    shown = str(connection.as_uri())
    if connection.info().get("password"):
        return shown
    # kombu puts the stars there anyway, which reads as if a password had been given.
    return shown.replace("//:**@", "//", 1).replace(":**@", "@", 1)


def is_anybody() -> bool:
    """RabbitMQ over TLS whose certificate, or the name in it, is not looked at."""
    connection = _connection()
    if connection.transport.driver_type != "amqp" or not connection.ssl:
        return False
    said: dict[str, Any] = connection.ssl if isinstance(connection.ssl, dict) else {}
    return "server_hostname" not in said or said.get("cert_reqs") == ssl.CERT_NONE


def eviction_policy() -> str:
    """Redis's maxmemory-policy; empty where the broker is none, or does not say."""
    try:
        with _connection() as connection:
            client = connection.default_channel.client
            return str(client.config_get("maxmemory-policy").get("maxmemory-policy", ""))
    except Exception:  # another kind of broker, or a hosted one that forbids CONFIG
        return ""


def _connection() -> Connection:
    # Without max_retries kombu tries to connect for ever, whatever `retry` says.
    options: dict[str, float] = {"max_retries": 0}
    for name in ("socket_connect_timeout", "socket_timeout", "read_timeout", "write_timeout"):
        options[name] = PATIENCE  # the first two are Redis's, the others RabbitMQ's
    return app().connection_for_write(connect_timeout=PATIENCE, transport_options=options)


def _within(seconds: float, call: Callable[[], Found]) -> Found:
    """Raises TimeoutError where it takes longer. Then it goes on in its thread until it ends by itself: a
    slow broker keeps each of a socket's time limits, and yet takes ten times as long for all together."""
    future = _threads(os.getpid()).submit(copy_context().run, call)
    try:
        return future.result(seconds)
    finally:
        future.cancel()


@lru_cache(maxsize=1)
def _threads(process: int) -> ThreadPoolExecutor:
    """A fork copies no threads."""
    return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="newswire-broker")


@lru_cache(maxsize=1)
def _lines(process: int) -> list[Line]:
    """Those that nobody uses at the moment. A connection made before a fork belongs to the parent."""
    return []


@lru_cache(maxsize=1)
def _asking(process: int) -> ConnectionPool:
    """The one connection over which a process asks: metrics are read every few seconds."""
    return _connection().Pool(limit=1)
