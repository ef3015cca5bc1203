"""Workers stay ready between two turns, and hear from the database what there is to do.

A message by way of Celery takes some five milliseconds of three processes; PostgreSQL's NOTIFY, which comes
with the commit itself, takes a tenth of that. The messages are sent all the same: they wake whoever is not
ready, on any database, behind any pooler.
"""

import logging
import select
import threading
import time
from multiprocessing.sharedctypes import RawValue
from typing import Any
from weakref import WeakSet

from celery import Celery
from django.db import DatabaseError, InterfaceError, connection

from . import bound, stopping
from .schedule import BEAT_SCHEDULE
from .seats import SEATS, TASKS

logger = logging.getLogger(__name__)

# An advisory lock of PostgreSQL's, shared by all connections on which somebody stays ready to send: who
# cannot have it alone knows that there is one, and a lost worker's goes with its connection.
READY = 7_310_863_012_645
SLICE = 0.5  # seconds between two looks whether the worker is told to stop


class Standby:
    """Of one task. What else its worker has to do must not wait for it.

    So all children of a worker that takes no other task of ours stay ready, and one of a worker that does,
    if it has more than one.
    """

    def __init__(self, task: str, call: str, shares: bool = False, shows: int | None = None) -> None:
        """`call`: the name that is notified. `shares`: may one child stay where there is more to do?
        `shows`: the lock held by who has begun to stay, until its connection ends."""
        self._task = task
        self._call = call
        self._shares = shares
        self._shows = shows
        self._is_allowed = False
        self._is_one = False
        # The thread that stays, in whichever child, and until when it may, by the monotonic clock.
        self._holder, self._until = RawValue("q", 0), RawValue("d", 0.0)
        # psycopg's own connections: each thread has one.
        self._listening: WeakSet[Any] = WeakSet()
        self._showing: WeakSet[Any] = WeakSet()

    def notify(self) -> str:
        """SQL, PostgreSQL's, for a column: who stays ready is called once the transaction commits."""
        return f"pg_notify('{self._call}', '')"

    def prepare(self, worker: Any) -> None:
        """Before a worker, Celery's, forks."""
        tasks = _taken(worker.app)
        is_alone = tasks == {self._task}
        may_share = self._shares and self._task in tasks and _has_another_child(worker)
        self._is_allowed, self._is_one = is_alone or may_share, not is_alone

    def is_called(self, seconds: float) -> bool | None:
        """Waits for a call; False where none came within `seconds`, None where none can be heard here."""
        if not self._is_allowed or connection.vendor != "postgresql" or not self._has_place(seconds):
            return None
        called = self._waits(seconds)
        if not called:
            self._until.value = 0.0
        return called

    def _has_place(self, seconds: float) -> bool:
        """Who was called keeps it while it works: else another would stay too, and nobody do the rest.

        Two that ask at the same moment may both have it: then the rest waits `seconds`, once.
        """
        now, this = time.monotonic(), threading.get_native_id()
        if SEATS.are_taken():
            return False
        if self._is_one and now < self._until.value and self._holder.value != this:
            return False
        self._holder.value, self._until.value = this, now + seconds
        return True

    def _waits(self, seconds: float) -> bool | None:
        try:
            if not bound.is_direct():
                return None
            self._show()
            # What was noted before a connection listened is looked for once more.
            return self._begins_to_listen() or _hears(time.monotonic() + seconds)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("the database was lost while waiting (%s)", error)
            connection.close()
            return None

    def _begins_to_listen(self) -> bool:
        """False where it does already."""
        link = connection.connection
        if link in self._listening:
            return False
        with connection.cursor() as cursor:
            cursor.execute(f"LISTEN {self._call}")
        self._listening.add(link)
        return True

    def _show(self) -> None:
        """Not waiting for the lock: who looks whether anybody has it might be frozen, with it, for long."""
        link = connection.connection
        if self._shows is None or link in self._showing:
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [self._shows])
            if cursor.fetchone()[0]:
                self._showing.add(connection.connection)


DISPATCH = Standby("newswire.dispatch", "newswire_dispatch", shares=True)
DELIVER = Standby("newswire.deliver", "newswire_deliver", shows=READY)


def prepare(worker: Any) -> None:
    for standby in (DISPATCH, DELIVER):
        standby.prepare(worker)
    has_more_to_do = not _taken(worker.app) <= TASKS
    SEATS.prepare(worker.concurrency - 1 if has_more_to_do and _has_another_child(worker) else 0)


def takes(worker: Any, task: str) -> bool:
    """Is this one of our tasks that the worker, Celery's, takes?"""
    return task in _taken(worker.app)


def _taken(app: Celery) -> set[str]:
    """Our tasks that a worker of this app takes."""
    queues = set(app.amqp.queues.consume_from)
    return {task for task in BEAT_SCHEDULE if app.amqp.router.route({}, task)["queue"].name in queues}


def _has_another_child(worker: Any) -> bool:
    is_solo = worker.pool_cls.__module__.endswith(".solo")  # whatever number it was given
    return worker.concurrency > 1 and not is_solo


def _hears(ends: float) -> bool:
    # psycopg's own wait wakes up ten times a second, which would be most of what an idle worker does.
    link, waiter = connection.connection, select.poll()
    waiter.register(link.fileno(), select.POLLIN)
    while not stopping.is_set() and not SEATS.are_taken():
        with connection.wrap_database_errors:
            if list(link.notifies(timeout=0, stop_after=1)):
                return True
        if (left := ends - time.monotonic()) <= 0:
            return False
        waiter.poll(min(left, SLICE) * 1000)
    return False
