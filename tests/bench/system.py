"""All that Newswire runs, as deploy/ has it: workers that dispatch, deliver and do what is many; beat, the
broker, the database."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
import redis
from django.db import connection
from services.program import Program
from services.valkey import Valkey
from services.worker import ALONE

CELERY = (sys.executable, "-m", "celery", "--app", "newswire.publisher")
# Seconds without work after which what came before is written: verdicts follow the last arrival.
LULL = 0.4


class System:
    def __init__(self, valkey: Valkey, folder: Path) -> None:
        self._folder = folder
        self._broker = psutil.Process(redis.Redis(port=valkey.port).info("server")["process_id"])
        self.workers = {
            "dispatch": self._worker("dispatch", "newswire", children=2),  # of which one stays ready
            "deliver": self._worker("deliver", "newswire.deliver"),
            "bulk": self._worker("bulk", "newswire.bulk,newswire.batch"),
        }
        self._programs = {**self.workers, "beat": self._program("beat", "beat", "--pidfile=")}
        self._stack = contextlib.ExitStack()

    def _worker(self, name: str, queue: str, children: int = 1) -> Program:
        return self._program(name, "worker", "-Q", queue, "-n", f"{name}@%h", "-c", str(children), *ALONE)

    def _program(self, name: str, *arguments: str) -> Program:
        return Program((*CELERY, *arguments, "-l", "INFO"), os.environ, self._folder / f"{name}.log")

    @contextlib.contextmanager
    def delivering(self, count: int) -> Iterator[list[Program]]:
        """So many workers that deliver; the first is there always."""
        more = {
            name: self._worker(name, "newswire.deliver")
            for name in map("deliver{}".format, range(2, count + 1))
        }
        with contextlib.ExitStack() as stack:
            for program in more.values():
                stack.enter_context(program).wait_for(" ready.")
            self._programs |= more
            yield [self.workers["deliver"], *more.values()]
        for name in more:
            del self._programs[name]

    def cpu(self) -> float:
        """CPU seconds of all of it so far, our own session's database process excepted."""
        return sum(self.cpu_of_each().values())

    def cpu_of_each(self) -> dict[str, float]:
        ours = self._own_backend()
        server = ours.parent()
        backends = [process for process in server.children() if process.pid != ours.pid]
        found = {"database": [server, *backends], "broker": [self._broker]}
        found |= {name: program.processes() for name, program in self._programs.items()}
        return {name: sum(map(_cpu, processes)) for name, processes in found.items()}

    def settle(self) -> None:
        """Until all that was begun is written."""
        before, now = -1.0, self.cpu()
        while now - before > 0.02:
            time.sleep(LULL)
            before, now = now, self.cpu()

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Nothing of ours works but the broker and the database, which only keep what they are told."""
        for program in self._programs.values():
            program.freeze()
        try:
            yield
        finally:
            for program in self._programs.values():
                program.thaw()

    def largest(self) -> float:
        """MiB of resident memory of the largest process of our own."""
        found = [process.memory_info().rss for one in self.workers.values() for process in one.processes()]
        return max(found) / 2**20

    def _own_backend(self) -> psutil.Process:
        connection.ensure_connection()
        return psutil.Process(connection.connection.info.backend_pid)

    def __enter__(self) -> Self:
        try:
            for program in self._programs.values():
                self._stack.enter_context(program)
            for program in self.workers.values():
                program.wait_for(" ready.")
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()


def _cpu(process: psutil.Process) -> float:
    """With those of its children that have ended."""
    try:
        return sum(process.cpu_times()[:4])
    except psutil.NoSuchProcess:
        return 0.0
