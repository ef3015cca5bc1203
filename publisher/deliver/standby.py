"""A worker that only sends stays ready between two turns, and hears from the database what is queued.

A message by way of Celery takes some five milliseconds of three processes; PostgreSQL's NOTIFY, which comes
with the commit itself, takes a tenth of that. The messages are sent all the same: they wake whoever is not
ready, on any database, behind any pooler.
"""

import logging
import time
from typing import Any
from weakref import WeakSet

from celery import Celery
from django.db import DatabaseError, InterfaceError, connection

from newswire.publisher import bound
from newswire.publisher.schedule import BEAT_SCHEDULE

from . import stopping

logger = logging.getLogger(__name__)

CALL = "newswire_deliver"  # the name that is notified, see lanes.py
SLICE = 0.25  # seconds between two looks whether the worker is told to stop

_is_allowed = False
_listening: WeakSet[Any] = WeakSet()  # connections that hear, psycopg's own: each thread has one


def prepare(worker: Celery) -> None:
    """Before a worker forks: one that takes other tasks too must not stay, since they would wait."""
    global _is_allowed
    taken = set(worker.amqp.queues.consume_from)
    queues = {task: worker.amqp.router.route({}, task)["queue"].name for task in BEAT_SCHEDULE}
    _is_allowed = [task for task, queue in queues.items() if queue in taken] == ["newswire.deliver"]


def is_called(seconds: float) -> bool | None:
    """Waits for a call; False where none came within `seconds`, None where none can be heard here."""
    if not _is_allowed or connection.vendor != "postgresql":
        return None
    try:
        if not bound.is_direct():
            return None
        # What was queued before a connection listened is looked for once more.
        return _begins_to_listen() or _hears(time.monotonic() + seconds)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("the database was lost while waiting (%s)", error)
        connection.close()
        return None


def _hears(ends: float) -> bool:
    while (left := ends - time.monotonic()) > 0 and not stopping.is_set():
        with connection.wrap_database_errors:
            if list(connection.connection.notifies(timeout=min(left, SLICE), stop_after=1)):
                return True
    return False


def _begins_to_listen() -> bool:
    """False where it does already."""
    link = connection.connection
    if link in _listening:
        return False
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {CALL}")
    _listening.add(link)
    return True
