"""One line to Celery's broker: a connection that is kept, and what is made once for it.

A wake-up stands twice on the way from Publish to the receiver. `Celery.send_task` reads its settings anew for
each message, a producer out of a pool declares its queue anew, and kombu makes a client of redis-py for each
message: that took longer than all else of a message.
"""

import time
from datetime import datetime
from functools import lru_cache
from typing import Any

from celery import Celery
from kombu import Connection
from kombu.utils.uuid import uuid


class Line:
    """Nothing here is safe for two threads at a time."""

    def __init__(self, celery: Celery, connection: Connection) -> None:
        self._celery = celery
        self._connection = connection
        channel: Any = connection.default_channel  # connects
        if connection.transport.driver_type == "redis":
            channel.Client = lru_cache(channel.Client)  # one for the channel's pool of connections
        self._producer = celery.amqp.Producer(channel, auto_declare=False)
        self._declared: set[str] = set()
        self._has_own_way = _has_own_way(celery)
        self._tells = bool(celery.conf.task_send_sent_event)

    def send(self, task: str, eta: datetime | None = None) -> None:
        """Raises whatever the transport does; then the line is of no more use."""
        kwargs = {"sent": time.time()}
        if eta is None and not self._has_own_way:
            self._publish(task, kwargs)
        else:
            self._celery.send_task(
                task, kwargs=kwargs, eta=eta, producer=self._producer, retry=False, ignore_result=True
            )

    def _publish(self, task: str, kwargs: dict[str, float]) -> None:
        """What `send_task` does, of which this is the part that makes and sends a message: to where the
        project's routes say, with Celery's signals."""
        amqp = self._celery.amqp
        options = amqp.router.route({}, task, (), kwargs)
        message = amqp.create_task_message(
            uuid(),
            task,
            (),
            kwargs,
            argsrepr="()",
            kwargsrepr=repr(kwargs),
            create_sent_event=self._tells,
            ignore_result=True,
        )
        queue = options["queue"].name if "queue" in options else ""
        if queue in self._declared:
            options["declare"] = []
        amqp.send_task_message(self._producer, task, message, retry=False, **options)
        self._declared.add(queue)

    def hang_up(self) -> None:
        """Without a word to a broker that may not answer."""
        self._connection.collect()


def _has_own_way(celery: Celery) -> bool:
    """Tools that trace wrap `send_task`, and a host's app may have one of its own. It also is what heeds a
    host's annotations of tasks."""
    send_task: Any = type(celery).send_task
    is_wrapped = hasattr(send_task, "__wrapped__") or send_task.__module__ != Celery.__module__
    return is_wrapped or bool(celery.conf.task_annotations)
