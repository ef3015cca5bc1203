"""One demo a folder; and how its processes learn that the supervisor has gone, however it went.

A POSIX record lock belongs to one process and not to its forks. The system drops it when that
process ends, by `kill -9` too.
"""

import fcntl
import os
from pathlib import Path
from typing import IO

FILE = "demo.lock"


class Running(Exception):
    """Another process has this folder's lock; str(error) is its id."""


def hold(var: Path) -> IO[str]:
    """The lock for as long as the returned file is open. Raises Running."""
    file = _open(var)
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Running(file.read().strip() or "?") from None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def wait_until_free(var: Path) -> None:
    """Returns once nobody holds the lock."""
    with _open(var) as file:
        fcntl.lockf(file, fcntl.LOCK_SH)


def held_since(var: Path) -> float:
    """When the lock was last taken, in seconds since 1970."""
    return (var / FILE).stat().st_mtime


def _open(var: Path) -> IO[str]:
    file = (var / FILE).open("a+")
    file.seek(0)
    return file
