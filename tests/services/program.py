"""A command in a process group of its own, that can be killed, frozen and started again."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil


class Program:
    """`with Program(...) as worker:` runs it; at the end nothing of it is left."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.path = log
        self._command = list(command)
        self._environment = dict(environment)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.path.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self.path.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_for(self, text: str, seconds: float = 300) -> None:
        """Raises TimeoutError, with the log, where `text` does not appear in it."""
        deadline = time.monotonic() + seconds
        while text not in self.log():
            if time.monotonic() > deadline or not self.processes():
                raise TimeoutError(f"no {text!r} in:\n{self.log()}")
            time.sleep(0.05)

    def log(self) -> str:
        return self.path.read_text(errors="replace")

    def processes(self) -> list[psutil.Process]:
        """It and its children, those that run."""
        if self._process is None or self._process.poll() is not None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            parent = psutil.Process(self._process.pid)
            return [parent, *parent.children(recursive=True)]
        return []

    def kill(self) -> None:
        """`kill -9` for it and all its children."""
        self._signal(signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
            self._process = None

    def stop(self, seconds: float = 120) -> None:
        """SIGTERM, as a supervisor does it, and its end. Raises TimeoutExpired."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(seconds)
            self._process = None

    def revive(self) -> bool:
        """What a supervisor does: starts it again where it has ended by itself. True if it had."""
        ended = self._process is not None and self._process.poll() is not None
        if ended:
            self.start()
        return ended

    def kill_a_child(self) -> None:
        """`kill -9` for the last of its children alone; nothing where it has none."""
        for child in self.processes()[:0:-1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
            return

    def freeze(self) -> None:
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
