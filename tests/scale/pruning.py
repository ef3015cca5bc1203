"""Publishes while what is kept for a time only is dropped: does one ever wait for the other?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from django.db import connection, connections
from host.models import HostPage

from newswire.publisher import dispatch, prune
from newswire.publisher.models import Attempt, Delivery

from .costs import processor_seconds
from .size import Stock

PUBLISHES = 40
LOOK = 0.002  # seconds between two looks at who waits for whom

BLOCKED = "SELECT 1 WHERE %s = ANY(pg_blocking_pids(%s))"


def beside_publishes(stock: Stock) -> bool:
    """False where a publish, or announcing it, was seen to wait for a lock that prune held."""
    page = HostPage.objects.get(pk=stock.before + 1)
    alone = _publishes(page, "alone")
    before = _kept()
    with _pruning() as pruner, _watching(pruner, _pid()) as waited:
        beside = _publishes(page, "beside")
    dropped = before - _kept()
    print(
        f"publish and announce: {median(alone):.0f} ms alone, {median(beside):.0f} ms beside prune"
        f" (longest {max(alone):.0f} and {max(beside):.0f}); seen waiting for it: {len(waited)} times;"
        f" {dropped} rows dropped meanwhile, {pruner.spent:.1f} s of the database's processor"
    )
    return dropped > 0 and not waited


def _publishes(page: HostPage, word: str) -> list[float]:
    """Milliseconds, from the editor's request to what was announced of it."""
    return [_publish(page, f"{word} {number}") for number in range(PUBLISHES)]


def _publish(page: HostPage, title: str) -> float:
    began = time.perf_counter()
    page.title = title
    page.save_revision().publish()
    dispatch.run(5)
    return (time.perf_counter() - began) * 1000


def _kept() -> int:
    return Delivery.objects.count() + Attempt.objects.count()


def _pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


class Pruner(threading.Thread):
    """Prunes until it is told to stop, on a connection of its own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.stop, self.ready, self.pid, self.spent = threading.Event(), threading.Event(), 0, 0.0

    def run(self) -> None:
        self.pid = _pid()
        before = processor_seconds()
        self.ready.set()
        while not self.stop.is_set():
            prune.prune(1.0)
        self.spent = processor_seconds() - before
        connections.close_all()


@contextmanager
def _pruning() -> Iterator[Pruner]:
    pruner = Pruner()
    pruner.start()
    pruner.ready.wait(30)
    yield pruner
    pruner.stop.set()
    pruner.join()


@contextmanager
def _watching(pruner: Pruner, publisher: int) -> Iterator[list[float]]:
    """The moments at which the publisher was seen to wait for the pruner."""
    found: list[float] = []
    over = threading.Event()

    def look() -> None:
        with connection.cursor() as cursor:
            while not over.wait(LOOK):
                cursor.execute(BLOCKED, [pruner.pid, publisher])
                found.extend([time.monotonic()] * len(cursor.fetchall()))
        connections.close_all()

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    yield found
    over.set()
    watcher.join()
