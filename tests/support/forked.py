"""Work in a process of its own, to be killed: forked, since one that is started imports for three seconds."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

from django.db import connections

from newswire.publisher import broker

FORK = multiprocessing.get_context("fork")


@contextmanager
def forked(work: Callable[[], object]) -> Iterator[BaseProcess]:
    """It has the test's database and settings. It is killed where the block is left."""
    connections.close_all()  # a connection cannot serve two processes
    process = FORK.Process(target=_afresh, args=(work,))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def _afresh(work: Callable[[], object]) -> None:
    broker.reset()  # the test's own process may have found it dead, and would not ask again for seconds
    work()
