"""What Celery's broker is asked: how fast, whether it takes anything, what lies in it, how it is set."""

import ssl
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from kombu import Connection

from . import broker
from .schedule import BEAT_SCHEDULE

LONGEST = 3.0  # seconds to wait for an answer
PROBE = "newswire.probe"  # a key, and a queue that nobody makes: whether it takes what is written


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


def ask() -> Answer:
    """How fast it answers over a connection that is there already, and whether it takes anything.

    At most LONGEST seconds; never raises.
    """
    began = time.monotonic()
    try:
        return Answer(broker.asked(_trip, LONGEST, free_within=LONGEST))
    except _RefusedError as error:
        return Answer(refused=str(error))
    except Exception as error:
        if isinstance(error, TimeoutError) and time.monotonic() - began >= LONGEST:
            return Answer(LONGEST)
        return Answer(error=str(error) or type(error).__name__)


def _trip(connection: Connection) -> float:
    """The better of two: the first may have waited for this machine's processor."""
    times = []
    queue = broker.app().conf.task_default_queue
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
    router = broker.app().amqp.router
    names = {router.route({}, entry["task"])["queue"].name for entry in BEAT_SCHEDULE.values()}
    try:
        return broker.asked(partial(_depths, sorted(names)), LONGEST, free_within=broker.PATIENCE)
    except Exception:  # whatever a transport raises
        return None


def _depths(names: list[str], connection: Connection) -> dict[str, int]:
    return {name: _depth(connection, name) for name in names}


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
    connection = broker.connection()
    shown = str(connection.as_uri())
    if connection.info().get("password"):
        return shown
    # kombu puts the stars there anyway, which reads as if a password had been given.
    return shown.replace("//:**@", "//", 1).replace(":**@", "@", 1)


def is_unverified() -> bool:
    """RabbitMQ over TLS whose certificate, or the name in it, is not looked at."""
    connection = broker.connection()
    if connection.transport.driver_type != "amqp" or not connection.ssl:
        return False
    said: dict[str, Any] = connection.ssl if isinstance(connection.ssl, dict) else {}
    return "server_hostname" not in said or said.get("cert_reqs") == ssl.CERT_NONE


def eviction_policy() -> str:
    """Redis's maxmemory-policy; empty where the broker is none, or does not say."""
    try:
        with broker.connection() as connection:
            client = connection.default_channel.client
            return str(client.config_get("maxmemory-policy").get("maxmemory-policy", ""))
    except Exception:  # another kind of broker, or a hosted one that forbids CONFIG
        return ""
