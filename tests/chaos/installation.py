"""Newswire as operators run it: web, two workers that dispatch, two that deliver, beat."""

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from services.program import Program
from services.valkey import free_port

APPLICATION = "django.core.wsgi:get_wsgi_application()"
PYTHON = (sys.executable, "-m")
READY = {"web": "Listening at", "beat": "beat: Starting", "worker": " ready."}


class Installation:
    """`programs` by name; their logs are in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        web = ("gunicorn", APPLICATION, "--bind", f"127.0.0.1:{self.port}", "--workers", "2")
        commands = {
            "web": (*web, "--threads", "4", "--no-control-socket"),
            **{
                f"dispatch{n}": _worker(f"dispatch{n}", "newswire,newswire.bulk,newswire.batch")
                for n in (1, 2)
            },
            **{f"deliver{n}": _worker(f"deliver{n}", "newswire.deliver") for n in (1, 2)},
            "beat": _celery("beat", "--pidfile="),
        }
        self.programs = {
            name: Program((*PYTHON, *command), os.environ, folder / f"{name}.log")
            for name, command in commands.items()
        }
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        try:
            for program in self.programs.values():
                self._stack.enter_context(program)
            for name, program in self.programs.items():
                program.wait_for(READY.get(name, READY["worker"]))
        except BaseException:
            self._stack.close()
            raise
        return self

    def revive(self) -> None:
        """As operators' supervisors do. (Celery 5.7 ends where Redis dies while it holds a message.)"""
        for name, program in self.programs.items():
            if program.revive():
                print(f"{name} had ended by itself: started again", flush=True)

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


def _worker(name: str, queue: str) -> tuple[str, ...]:
    return _celery("worker", "--queues", queue, "--hostname", f"{name}@%h", "--concurrency", "1")


def _celery(*arguments: str) -> tuple[str, ...]:
    return ("celery", "--app", "newswire.publisher", *arguments, "--loglevel", "INFO")
