"""Real Celery workers on the test database: `with Worker("newswire.publisher", broker.url) as worker:`."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from django.db import connection

from .waiting import PATIENCE

TESTS = Path(__file__).parent.parent
# As deploy/ starts workers.
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def environment(broker_url: str, **more: str) -> dict[str, str]:
    """For a process that shall see the same database as this test."""
    found = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "settings"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")])),
        "REDIS_URL": broker_url,
        **more,
    }
    if url := os.environ.get("NEWSWIRE_TEST_DATABASE_URL"):
        # pytest-django works on a database of its own beside the one that the address names.
        base, _, query = url.partition("?")
        name = base.rpartition("/")[0] + "/" + str(connection.settings_dict["NAME"])
        found["NEWSWIRE_TEST_DATABASE_URL"] = name + (f"?{query}" if query else "")
    return found


class Worker:
    """One worker process with its children; `log()` is what it has written so far."""

    def __init__(
        self, app: str, broker_url: str, arguments: Sequence[str] = ("-B", "-c", "2"), **more: str
    ) -> None:
        self._command = [sys.executable, "-m", "celery", "-A", app, "worker", "-l", "INFO", *arguments]
        self._environment = environment(broker_url, **more)
        self._folder = tempfile.TemporaryDirectory(prefix="newswire-worker")
        self._log = Path(self._folder.name, "log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._folder.name,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for_log(" ready.")

    def revive(self) -> None:
        """What a supervisor does where it has ended by itself."""
        if self.process is not None and self.process.poll() is not None:
            self.start()

    def wait_for_log(self, text: str, seconds: float = PATIENCE) -> None:
        """Raises TimeoutError, with the log, where `text` does not appear in it."""
        deadline = time.monotonic() + seconds
        while text not in self.log():
            if time.monotonic() > deadline or (self.process and self.process.poll() is not None):
                raise TimeoutError(f"no {text!r} in:\n{self.log()}")
            time.sleep(0.05)

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def ended(self, task: str) -> int:
        """How often a task ended well. With `-l DEBUG`: where it found nothing to do, INFO says nothing."""
        return len(re.findall(rf"Task {re.escape(task)}\[\S+\] succeeded", self.log()))

    def stop(self) -> float:
        """SIGTERM, as a supervisor does it; returns the seconds it took to end."""
        assert self.process is not None
        began = time.monotonic()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        finally:
            self.kill()
        return time.monotonic() - began

    def kill(self) -> None:
        """`kill -9` for the worker and all its children."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.kill()  # else it would work on for the tests that follow
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        if error is not None:
            error.add_note(f"the worker's log:\n{self.log()}")
        self._folder.cleanup()
