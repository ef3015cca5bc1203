"""Waits for receivers that hang, in a thread, so that its process is free for what else is due."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import connection

logger = logging.getLogger("newswire.deliver")

# Seconds for a watch that is told to give up: longer than a pump's GRACE, and a worker ends within ten.
PATIENCE = 5.0

_threads: set[threading.Thread] = set()


def wait(seconds: float = PATIENCE) -> None:
    """Until no watch of this process waits any more: `stopping` tells them to give up.

    One that cannot write what it knows, since the database is away, is left: its leases will end.
    """
    ends = time.monotonic() + seconds
    for thread in list(_threads):
        thread.join(max(0.0, ends - time.monotonic()))


class Watch:
    """Does the rounds of some work, between `begin` and `end`."""

    def __init__(self, work: Callable[[], bool]) -> None:
        """`work`: one round, of a fraction of a second; False where nothing is left to wait for."""
        self._work = work
        self._is_over = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        self._is_over.clear()
        self._thread = threading.Thread(target=self._run, name="newswire-watch")
        _threads.add(self._thread)
        self._thread.start()

    def end(self) -> None:
        """Returns when the round under way is over; no other will begin."""
        if self._thread is not None:
            self._is_over.set()
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        try:
            while not self._is_over.is_set() and self._work():
                pass
        except Exception:
            logger.exception("what hangs is not watched any more; its leases will end")
        finally:
            connection.close()  # this thread's own
            _threads.discard(threading.current_thread())
