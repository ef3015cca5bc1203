"""Tells the pumps of a prefork worker that it is shutting down.

Celery's children are not told of SIGTERM. One shared byte, mapped before the fork, is; it has no lock
that a killed child could take with it.
"""

import mmap

_flag = mmap.mmap(-1, 1)
_ends_here = False


def stop() -> None:
    """Every pump of this process and its children ends within a few seconds. For good."""
    _flag[0] = 1


def stop_here() -> None:
    """Those of this process alone: one child of several ends."""
    global _ends_here
    _ends_here = True


def resume() -> None:
    """Undoes it, where a process outlives its worker (a test, a host that embeds one)."""
    global _ends_here
    _ends_here = False
    _flag[0] = 0


def is_set() -> bool:
    return _ends_here or _flag[0] == 1
