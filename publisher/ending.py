"""A worker that is told to end does so in time, whatever its children wait for."""

import logging
import os
import signal
import threading

logger = logging.getLogger(__name__)

# Seconds that tasks still have: a worker ends within ten. Longer than a pump gives what it sends (its GRACE).
PATIENCE = 7.0


def end_in_time() -> None:
    """Kills the children that still run a task of ours in PATIENCE seconds.

    A page may render for as long as it likes, or wait for a lock. What there is to do stands in the database,
    so another worker does it, as after any `kill -9`. A host's own tasks are left to finish.
    """
    timer = threading.Timer(PATIENCE, _kill)
    timer.daemon = True
    timer.start()


def _kill() -> None:
    from celery.worker import state  # loads all of a worker: nothing for web

    for request in list(state.active_requests):
        if request.name.startswith("newswire.") and request.worker_pid not in (None, os.getpid()):
            logger.warning("%s does not end: its process is killed, another worker goes on", request.name)
            os.kill(request.worker_pid, signal.SIGKILL)
