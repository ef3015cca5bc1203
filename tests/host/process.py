"""Runs Python in a process of its own, on the database of the running test, so that it can be killed."""

import os
import signal
import textwrap

from support.forked import forked


def run(code: str, seconds: float = 60) -> int:
    """The exit code; -9 where the code called `die()`, which is `kill -9`."""
    with forked(lambda: exec(textwrap.dedent(code), {"die": die})) as process:
        process.join(seconds)
        assert process.exitcode in (0, -signal.SIGKILL), f"{process.exitcode}: what it said is above"
        return process.exitcode


def die(*args: object, **kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
