"""Waiting for facts, which become so sooner or later: how soon says only how busy the machine is."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

PATIENCE = 120.0  # seconds: a machine that runs other tests too may let a process stand still for many
PAUSE = 0.02


def until(fact: Callable[[], Found], seconds: float = PATIENCE) -> Found:
    """The fact's first answer that is true. Raises AssertionError where there is none in time."""
    deadline = time.monotonic() + seconds
    while not (found := fact()):
        assert time.monotonic() < deadline, f"after {seconds:.0f} s it has not become so"
        time.sleep(PAUSE)
    return found
