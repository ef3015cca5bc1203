"""The loop: claim, send, record; hundreds at once in one thread, no transaction open while sending."""

import os
import socket
import threading
import time
from typing import Self

from newswire.publisher import conf, stopping, wake

from .http import Sender
from .intake import Intake
from .ledger import Ledger
from .watch import Watch

# Seconds between two looks for new work while something is in flight: a receiver that hangs must not
# delay what is announced meanwhile. Doubled while nothing is found.
SHORTEST_LOOK, LONGEST_LOOK = 0.02, 0.05
# Verdicts are written when so many have come, or when none has come for so long.
BATCH, LULL = 256, 0.004
# Seconds after which a request is taken to hang, and how many may be under way with those that do.
HANGS, MOST = 1.0, 500
# After a stop: seconds that what is in flight may still take. A worker's shutdown waits for us.
GRACE = 3.0
ROUND = 0.02  # seconds: for so long the next turn may have to wait for the watch

_here = threading.local()


class Pump:
    """One per process and thread, kept between runs for its connections."""

    def __init__(self) -> None:
        self._pid = os.getpid()
        self._sender = Sender()
        self._ledger = Ledger(f"{socket.gethostname()}:{self._pid}")
        self._intake = Intake(self._sender, self._ledger)
        self._watch = Watch(self._round)
        self._is_sound = True  # no error has ended what it did last
        self._stopped_at: float | None = None

    @classmethod
    def of_this_process(cls) -> Self:
        """libcurl's handles must not cross a fork, nor be used by two threads at a time."""
        pump: Self | None = getattr(_here, "pump", None)
        if pump is not None and pump._pid == os.getpid():
            pump._watch.end()
            if pump._is_sound or pump._is_idle():
                return pump
            pump._sender.close()
        _here.pump = pump = cls()
        return pump

    def run(self, seconds: float, leaves: bool = False) -> int:
        """See `deliver.run`, or `deliver.turn` where it leaves what hangs to a watch."""
        self._ends = time.monotonic() + seconds
        self._look, self._look_at = SHORTEST_LOOK, 0.0
        self._stopped_at = None
        self._is_sound = False
        started = 0
        while True:
            begun = self._begin()
            started += begun
            if not begun and (self._is_idle() or (leaves and self._may_leave())):
                break
            self._collect(self._pause())
        self._is_sound = True
        if not self._is_idle():
            self._watch.begin()
        return started

    def _round(self) -> bool:
        """Of the watch, which claims nothing."""
        self._is_sound = False
        self._is_stopping(time.monotonic())
        if self._collect(ROUND):
            wake.deliver_soon()  # in the lanes that have just answered something may be due
        self._is_sound = True
        return not self._is_idle()

    def _may_leave(self) -> bool:
        """Where only what hangs is left, or the turn's time is over: the next one goes on at once.

        Not once the worker is told to stop: its turn then gives the rest up itself, within GRACE.
        """
        if self._ledger or self._stopped_at is not None:
            return False
        return time.monotonic() >= self._ends or not self._sender.younger_than(HANGS)

    def _collect(self, seconds: float) -> bool:
        """Takes the answers that come within `seconds`; were verdicts written?"""
        answers = self._sender.poll(seconds)
        for token, answer in answers:
            self._ledger.enter(token, answer)
        return self._record(lull=not answers)

    def _is_idle(self) -> bool:
        return not self._sender and not self._ledger

    def _begin(self) -> int:
        """Claims and starts what there is room for, if it is time to look; how many."""
        now = time.monotonic()
        too_early = now < self._look_at and not self._is_idle()
        if self._is_stopping(now) or too_early or now >= self._ends or (room := self._room()) <= 0:
            return 0
        begun = self._intake.take(room)
        self._look = SHORTEST_LOOK if begun else min(self._look * 2, LONGEST_LOOK)
        self._look_at = now + self._look
        return begun

    def _room(self) -> int:
        """How many may start now. What hangs takes no place: many receivers that hang delay nobody else."""
        at_once, under_way = conf.get().deliver_at_once, len(self._sender)
        if under_way < at_once:
            return at_once - under_way
        return min(at_once - self._sender.younger_than(HANGS), MOST - under_way)

    def _pause(self) -> float:
        if self._ledger:
            return LULL
        wait = self._look_at - time.monotonic()
        return wait if wait > 0 else LONGEST_LOOK  # no room, or no more looks: only answers matter

    def _record(self, lull: bool) -> bool:
        if not self._ledger or not (lull or len(self._ledger) >= BATCH or not self._sender):
            return False
        self._ledger.write()
        if self._room() >= conf.get().deliver_at_once // 2:
            self._look_at = 0.0  # in the lanes that have just answered too
        return True

    def _is_stopping(self, now: float) -> bool:
        if self._stopped_at is None and stopping.is_set():
            self._stopped_at = now
        if self._stopped_at is None:
            return False
        if now > self._stopped_at + GRACE:
            for token in self._sender.abandon():
                self._ledger.give_up(token)
        return True
