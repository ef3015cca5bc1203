"""Wake-ups that find nothing to do are not at INFO in a worker's log.

A worker that stays ready takes one every two seconds, and the beat sends more: Celery's two lines for each
would bury what happened.
"""

import logging
import threading
from collections.abc import Callable

RECEIVED, ENDED = LOGGERS = ("celery.worker.strategy", "celery.app.trace")
# Those that return how much they did. Of the others every line stays.
TASKS = frozenset(
    f"newswire.{name}"
    for name in ("dispatch", "deliver", "batch", "follow", "trigger", "jobs", "machine", "hub")
)


class Count(threading.local):
    """How much the task of this thread has done: its turn calls the work several times."""

    done = 0

    def of(self, work: Callable[[float], int]) -> Callable[[float], None]:
        def counted(seconds: float) -> None:
            self.done += work(seconds)

        return counted


class Lowering(logging.Filter):
    """To DEBUG: that one came, of which nobody knows yet what it will find, and that it found nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno != logging.INFO or not _is_idle(record):
            return True
        record.levelno, record.levelname = logging.DEBUG, logging.getLevelName(logging.DEBUG)
        return logging.getLogger(record.name).isEnabledFor(logging.DEBUG)


def _is_idle(record: logging.LogRecord) -> bool:
    told = getattr(record, "data", None)  # Celery's, for handlers
    if not isinstance(told, dict) or told.get("name") not in TASKS:
        return False
    return record.name == RECEIVED or told.get("return_value") == "0"


_lowering = Lowering()


def connect() -> None:
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_lowering)
