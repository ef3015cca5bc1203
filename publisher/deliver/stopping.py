"""Tells the pumps of a prefork worker that it is shutting down.

Celery's children are not told of SIGTERM. One shared byte, mapped before the fork, is; it has no lock
that a killed child could take with it.
"""

import mmap

_flag = mmap.mmap(-1, 1)


def stop() -> None:
    """Every pump of this process and its children ends within a few seconds. For good."""
    _flag[0] = 1


def resume() -> None:
    """Undoes `stop`, where a process outlives its worker (a test, a host that embeds one)."""
    _flag[0] = 0


def is_set() -> bool:
    return _flag[0] == 1
