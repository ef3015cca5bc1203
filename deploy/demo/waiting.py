"""Waiting for other processes, with an end."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
PAUSE = 0.1  # seconds


class TookTooLong(Exception):
    """str(error) says what was waited for, and how it stood at the end."""


def until(what: str, probe: Callable[[], Answer], seconds: float, stood: Callable[[], str] = str) -> Answer:
    """The probe's first true answer. Raises TookTooLong, with what `stood` says then."""
    deadline = time.monotonic() + seconds
    while not (answer := probe()):
        if time.monotonic() > deadline:
            raise TookTooLong(f"After {seconds:.0f} s still not: {what}. {stood()}".rstrip())
        time.sleep(PAUSE)
    return answer


def answers(url: str) -> bool:
    """Does a web server answer there, whatever it says?"""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
