"""Newswire as operators run it: web, two workers that dispatch, two that deliver, beat."""

import contextlib
import os
import socket
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import requests
from services.program import Program
from services.worker import ALONE

APPLICATION = "django.core.wsgi:get_wsgi_application()"
PYTHON = (sys.executable, "-m")
READY = {"web": "Listening at", "beat": "beat: Starting", "worker": " ready."}


class Installation:
    """`programs` by name; their logs are in `folder`."""

    def __init__(self, folder: Path) -> None:
        # As systemd's newswire-web.socket: who comes while the web starts anew waits.
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self._listener.getsockname()[1]
        web = ("gunicorn", APPLICATION, "--workers", "2", "--threads", "4", "--no-control-socket")
        commands = {
            **{
                f"dispatch{n}": _worker(f"dispatch{n}", "newswire,newswire.bulk,newswire.batch")
                for n in (1, 2)
            },
            **{f"deliver{n}": _worker(f"deliver{n}", "newswire.deliver") for n in (1, 2)},
            "beat": _celery("beat", "--pidfile="),
        }
        self.programs = {"web": Program((*PYTHON, *web), os.environ, folder / "web.log", self._listener)}
        for name, command in commands.items():
            self.programs[name] = Program((*PYTHON, *command), os.environ, folder / f"{name}.log")
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(self._listener)

    def __enter__(self) -> Self:
        try:
            for program in self.programs.values():
                self._stack.enter_context(program)
            for name, program in self.programs.items():
                program.wait_for(_ready(name))
        except BaseException:
            self._stack.close()
            raise
        return self

    def revive(self) -> None:
        """As operators' supervisors do. (Celery 5.7 ends where Redis dies while it holds a message.)"""
        for name, program in self.programs.items():
            if program.revive():
                print(f"{name} had ended by itself: started again", flush=True)

    def wait_until_up(self) -> None:
        while not self._is_up():
            self.revive()
            time.sleep(0.25)

    def deploy(self) -> tuple[float, float]:
        """A new version, as docs/upgrading.md has it: one after the other ends in order and begins anew.

        When that began and ended, in time.monotonic().
        """
        began = time.monotonic()
        for some in (("web",), ("dispatch1", "deliver1"), ("dispatch2", "deliver2", "beat")):
            before = {name: self._times_ready(name) for name in some}
            for name in some:
                self.programs[name].stop()
                self.programs[name].start()
            for name in some:
                self.programs[name].wait_for(_ready(name), times=before[name] + 1)
        self.wait_until_up()
        print(f"deployed in {time.monotonic() - began:.1f} s", flush=True)
        return began, time.monotonic()

    def _times_ready(self, name: str) -> int:
        return self.programs[name].log().count(_ready(name))

    def _is_up(self) -> bool:
        with contextlib.suppress(requests.RequestException):
            return requests.get(f"http://127.0.0.1:{self.port}/newswire/healthz", timeout=30).ok
        return False

    def close_the_web(self) -> None:
        """After this, what an editor gave up waiting for is committed or never will be."""
        self.programs["web"].stop()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def _ready(name: str) -> str:
    return READY.get(name, READY["worker"])


def _worker(name: str, queue: str) -> tuple[str, ...]:
    return _celery("worker", "--queues", queue, "--hostname", f"{name}@%h", "--concurrency", "1", *ALONE)


def _celery(*arguments: str) -> tuple[str, ...]:
    return ("celery", "--app", "newswire.publisher", *arguments, "--loglevel", "INFO")
