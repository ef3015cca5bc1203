"""Who is alive: workers, the beat and the periodic tasks each keep one row up to date."""

import logging
import math
import threading
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, connection
from django.utils import timezone

from . import conf

logger = logging.getLogger(__name__)

EVERY = 15.0  # seconds
FORGOTTEN = timedelta(days=1)  # a process not seen for that long has gone for good

_noted: dict[str, float] = {}  # tasks, and when this process noted them, by the monotonic clock


def seen(name: str, role: str, queues: Sequence[str] = (), detail: str = "") -> None:
    """Notes that this process or periodic task was alive just now, by the database's clock, not by ours."""
    from .deliver import clock
    from .models import Heartbeat

    now = clock.now()
    row = Heartbeat(
        name=name[:200],
        role=role,
        queues=list(queues),
        seen_at=now,
        clock_ahead=(timezone.now() - now).total_seconds(),
        detail=detail[:500],
    )
    Heartbeat.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["role", "queues", "seen_at", "clock_ahead", "detail"],
    )


def note(task: str) -> None:
    """`seen` for a task that runs every few seconds, at most every EVERY seconds from this process."""
    now = time.monotonic()
    if now - _noted.get(task, -math.inf) >= EVERY:
        seen(task, "task")
        _noted[task] = now


def forget_old() -> int:
    """Drops the rows of processes that have gone; how many."""
    from .models import Heartbeat

    return Heartbeat.objects.filter(seen_at__lt=timezone.now() - FORGOTTEN).delete()[0]


def _touch() -> None:
    """For probes that must not load Django: whatever the database says, since a restart mends it not."""
    if path := conf.get().pulse_file:
        try:
            Path(path).touch()
        except OSError as error:
            logger.warning("NEWSWIRE_PULSE_FILE cannot be written: %s", error)


class Pulse(threading.Thread):
    """Calls `seen` every EVERY seconds until stopped, from a thread of the worker's main process.

    A thread and not a task: it says that the process lives even while all its children are busy.
    """

    def __init__(self, name: str, role: str, queues: Sequence[str] = ()) -> None:
        super().__init__(name="newswire-heartbeat", daemon=True)
        self._row = (name, role, queues)
        self._stopped = threading.Event()

    def run(self) -> None:
        while True:
            try:
                _touch()
                seen(*self._row)
            except DatabaseError as error:
                logger.warning("heartbeat not written: %s", error)
            finally:
                connection.close()  # one held open would be copied into every child forked later
            if self._stopped.wait(EVERY):
                return

    def stop(self) -> None:
        self._stopped.set()
