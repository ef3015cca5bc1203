"""A worker told to end does so in time, whatever its children wait for; a killed one leaves no beat."""

import logging
import os
import signal
import threading
import time

logger = logging.getLogger(__name__)

# Seconds that tasks still have: a worker ends within ten. Longer than a pump gives what it sends (its GRACE).
PATIENCE = 7.0
LOOK = 2.0  # seconds between two looks at the parent


def end_in_time() -> None:
    """Kills the children that still run a task of ours in PATIENCE seconds.

    A page may render for as long as it likes, or wait for a lock. What there is to do stands in the database,
    so another worker does it, as after any `kill -9`. A host's own tasks are left to finish.
    """
    timer = threading.Timer(PATIENCE, _kill)
    timer.daemon = True
    timer.start()


def end_with_parent() -> None:
    """Ends this process, a beat within a worker, within LOOK seconds of that worker's end.

    Celery ends it where the worker is told to end, not where that is killed: it would send for ever, beside
    the beat of the worker that is started anew.
    """
    watch = threading.Thread(target=_watch, args=(os.getppid(),), name="newswire-parent", daemon=True)
    watch.start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    logger.warning("the worker of this beat is gone: the beat ends")
    os._exit(1)  # what else there is to end may wait for a broker that does not answer


def _kill() -> None:
    from celery.worker import state  # loads all of a worker: nothing for web

    for request in list(state.active_requests):
        if request.name.startswith("newswire.") and request.worker_pid not in (None, os.getpid()):
            logger.warning("%s does not end: its process is killed, another worker goes on", request.name)
            os.kill(request.worker_pid, signal.SIGKILL)
