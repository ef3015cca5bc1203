"""The way to Celery's broker, for a request that must not wait for it."""

import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import datetime
from functools import lru_cache, partial
from typing import TypeVar

from celery import Celery, current_app
from kombu import Connection
from kombu.connection import ConnectionPool

from .line import Line

logger = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds to wait for a broker that does not answer
COOL_OFF = 5.0  # seconds without a new try after that, so that one request waits and not each
AT_ONCE = 8  # threads of one process that send at the same time; the next waits

Found = TypeVar("Found")

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
        line = Line(app(), connection())
    try:
        line.send(task, eta)
    except BaseException:
        line.hang_up()
        raise
    free.append(line)


def asked(question: Callable[[Connection], Found], seconds: float, free_within: float) -> Found:
    """What `question` finds out over the connection that is kept for such, once that is free.

    Raises whatever the transport does, and TimeoutError after `seconds`.
    """
    return _within(seconds, partial(_asked, question, free_within))


def _asked(question: Callable[[Connection], Found], free_within: float) -> Found:
    """Over a connection that is kept; over a new one where that has been lost meanwhile."""
    with _asking(os.getpid()).acquire(block=True, timeout=free_within) as connection:
        was_kept = connection.connected
        try:
            return question(connection)
        except connection.connection_errors:
            if not was_kept:
                raise
            connection.collect()
            return question(connection)


def connection() -> Connection:
    """A new one, which nobody has opened yet. It waits no longer than PATIENCE for any one thing."""
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
    return connection().Pool(limit=1)
