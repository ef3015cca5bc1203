"""Work that goes on in threads beside a test's own, each with database connections of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connections


@contextmanager
def beside(*work: Callable[[], object]) -> Iterator[None]:
    """All of it has ended when the block is left, also where that fails; what it raised is raised then.

    Work that went on would write into the database of the tests that follow.
    """
    with ThreadPoolExecutor(len(work)) as pool:
        running = [pool.submit(_closing, one) for one in work]
        yield
    for one in running:
        one.result()


def _closing(work: Callable[[], object]) -> object:
    try:
        return work()
    finally:
        connections.close_all()
