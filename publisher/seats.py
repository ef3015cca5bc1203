"""Of a worker's children one is kept free of what goes through all pages or waits for somebody outside.

Two mail servers that hang else have both children of a worker that does everything, and no webhook leaves.
"""

import fcntl
import tempfile
import threading
from collections.abc import Callable
from multiprocessing.sharedctypes import RawArray, RawValue
from typing import IO

from . import broker

# Mail servers, storages, translation services, subscribers and sites may each take most of a minute.
WAITING = ("batch", "machine", "hub", "mail", "certificates", "ageing", "prune")
STEPS = ("reconcile", "translations")  # of eight seconds: who stays ready meanwhile would let nothing be sent
TASKS = frozenset(f"newswire.{name}" for name in (*WAITING, *STEPS))
# Need none: what waits outside must not stop a job. With one, nobody stays ready beside their two seconds.
BRIEF = frozenset({"newswire.jobs", "newswire.follow"})


class Seats:
    """One fewer than children: who takes long takes one, and who finds none leaves it to who ends.

    A seat is a byte of a file that is locked: the kernel frees it when its process is killed. Such locks are
    a process's, so what its own threads have is noted beside them.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._number = -1  # the file's, as the kernel has it
        self._guard, self._here = threading.Lock(), set[int]()
        # In memory that the children of a prefork worker share. A killed child leaves its seat marked until
        # somebody has had it: meanwhile nobody stays ready, which costs milliseconds.
        self._marked = RawArray("b", 0)
        self._turned_away = {task: RawValue("b", 0) for task in TASKS}

    def prepare(self, count: int) -> None:
        """Before a worker forks; 0: its children may all wait."""
        self._file = tempfile.TemporaryFile() if count else None  # noqa: SIM115  open as long as the worker lives
        self._number = self._file.fileno() if self._file else -1
        self._marked = RawArray("b", count)

    def are_taken(self) -> bool:
        """The one child that is left then has all else to do."""
        return bool(self._marked) and all(self._marked)

    def sit(self, task: str, work: Callable[[], object]) -> bool:
        """Does `work`; False where that needs a seat and all are taken."""
        if task in BRIEF:
            seat = self._take()
        elif self._file is None or task not in TASKS:
            seat = None
        elif (seat := self._found(task)) is None:
            return False
        try:
            work()
        finally:
            if seat is not None:
                self._leave(seat)
                self._call()
        return True

    def _found(self, task: str) -> int | None:
        if (seat := self._take()) is not None:
            return seat
        self._turned_away[task].value = 1
        return self._take()  # who left before that was noted calls nobody

    def _take(self) -> int | None:
        with self._guard:
            return next(filter(self._locks, range(len(self._marked))), None)

    def _locks(self, seat: int) -> bool:
        if seat in self._here:
            return False
        try:
            fcntl.lockf(self._number, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, seat)
        except OSError:
            return False
        self._here.add(seat)
        self._marked[seat] = 1
        return True

    def _leave(self, seat: int) -> None:
        with self._guard:
            self._marked[seat] = 0
            fcntl.lockf(self._number, fcntl.LOCK_UN, 1, seat)
            self._here.discard(seat)

    def _call(self) -> None:
        for task, turned_away in self._turned_away.items():
            if turned_away.value:
                turned_away.value = 0
                broker.send(task)


SEATS = Seats()
