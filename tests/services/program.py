"""A command in a process group of its own, that can be killed, frozen and started again."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

# systemd's protocol: sockets from the third on, for the process of that number.
TAKE_OVER = """import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execvp(sys.argv[2], sys.argv[2:])"""


class Program:
    """`with Program(...) as worker:` runs it; at the end nothing of it is left."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        listener: socket.socket | None = None,
    ) -> None:
        """`listener`: a socket that outlives it and that it takes over, as systemd's socket units have it."""
        self.path = log
        self._listener = listener
        self._command = list(command)
        if listener is not None:
            self._command = [sys.executable, "-c", TAKE_OVER, str(listener.fileno()), *command]
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
                pass_fds=() if self._listener is None else (self._listener.fileno(),),
            )

    def wait_for(self, text: str, seconds: float = 300, times: int = 1) -> None:
        """Raises TimeoutError, with the log, where `text` does not appear in it so many times."""
        deadline = time.monotonic() + seconds
        while self.log().count(text) < times:
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

    def stop(self, seconds: float = 40) -> None:
        """SIGTERM, and SIGKILL for what has not ended by then, as supervisors do it.

        (Celery's beat goes on where SIGTERM meets it while it sends: what its handler raises is lost.)
        """
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
        self.kill()

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
