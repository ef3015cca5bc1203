"""The way to Celery's broker, for a request that must not wait for it."""

import logging
import os
import time
from datetime import datetime
from functools import lru_cache

from celery import Celery, current_app
from kombu import Connection
from kombu.connection import ConnectionPool
from kombu.pools import ProducerPool

logger = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds to wait for a broker that does not answer
COOL_OFF = 5.0  # seconds without a new try after that, so that one request waits and not each

PRODUCERS = 8  # threads of one process that send at the same time; the next waits

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
    _producers.cache_clear()
    _asking.cache_clear()


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
        with _producers(os.getpid()).acquire(block=True, timeout=PATIENCE) as producer:
            app().send_task(
                task,
                kwargs={"sent": time.time()},
                eta=eta,
                producer=producer,
                retry=False,
                ignore_result=True,
            )
    except Exception as error:  # whatever a transport raises: the page is live, and the sweep will find it
        _quiet_until = time.monotonic() + COOL_OFF
        logger.warning("Celery's broker did not take %s (%s); the beat's sweep will do it", task, error)
        return False
    return True


def ping() -> str:
    """Empty where the broker answers within PATIENCE, else its error in its own words."""
    try:
        with _connection() as connection:
            connection.default_channel  # noqa: B018 - connects
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


def depths() -> dict[str, int] | None:
    """Messages that lie in the queues of our tasks; None where the broker does not answer in PATIENCE."""
    from .schedule import BEAT_SCHEDULE

    router = app().amqp.router
    names = {router.route({}, entry["task"])["queue"].name for entry in BEAT_SCHEDULE.values()}
    try:
        with _asking(os.getpid()).acquire(block=True, timeout=PATIENCE) as connection:
            return _depths(connection, sorted(names))
    except Exception:  # whatever a transport raises
        return None


def _depths(connection: Connection, queues: list[str]) -> dict[str, int]:
    """Over a connection that is kept; over a new one where that has been lost meanwhile."""
    was_kept = connection.connected
    try:
        return {name: _depth(connection, name) for name in queues}
    except connection.connection_errors:
        if not was_kept:
            raise
        connection.collect()
        return {name: _depth(connection, name) for name in queues}


def _depth(connection: Connection, queue: str) -> int:
    """A queue that no worker has made yet is empty. RabbitMQ closes the channel of who asks for it."""
    try:
        return int(connection.default_channel.queue_declare(queue, passive=True).message_count)
    except connection.channel_errors:
        if connection.transport.driver_type == "amqp":
            connection.revive(None)
        return 0


def address() -> str:
    """The broker's address without its password."""
    return str(_connection().as_uri())


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
    options = {"max_retries": 0, "socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    return app().connection_for_write(connect_timeout=PATIENCE, transport_options=options)


@lru_cache(maxsize=1)
def _producers(process: int) -> ProducerPool:
    """A pool for each process: a connection made before a fork belongs to the parent."""
    return ProducerPool(connections=_connection().Pool(limit=PRODUCERS), limit=PRODUCERS)


@lru_cache(maxsize=1)
def _asking(process: int) -> ConnectionPool:
    """The one connection over which a process asks: metrics are read every few seconds."""
    return _connection().Pool(limit=1)
