"""Tasks that are woken more often than they need to be: they work as long as there is work, or by steps."""

import gc
import os
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import RawValue

from . import stopping

SECONDS = 20.0  # of one turn: then the other tasks of this worker get theirs
SLICE = 2.0  # seconds between two looks whether the worker is told to stop
SPARED = 1.0  # seconds after a turn in which no sweep needs another: a heap of them costs one
STAYS = 2.0  # seconds for which a turn may stay ready: then the messages that came meanwhile are looked at
TOGETHER = 0.005  # seconds: so long after a call comes the message of the same commit
APART = 30.0  # seconds: more than that lies between the clocks of two machines only where one is wrong


class Turns:
    """Runs `work(seconds)`, and passes over the wake-ups that an earlier turn has served already.

    A turn that ended before its time left nothing undone of what was committed before it began. A
    wake-up sent before that would find nothing: it returns without a query, so that a thousand
    publishes in a row cost a few turns and not a thousand. (Where the sender's clock is a little behind,
    a wake-up may be passed over wrongly; the sweep makes up for it.)

    A time that is far from ours says nothing: the wake-up has waited long, or a clock is wrong. Such a
    one counts like a sweep, and those are passed over by our own clock alone.
    """

    def __init__(
        self,
        work: Callable[[float], object],
        again: Callable[[], object],
        slice: float = SLICE,
        seconds: float | None = None,
        stays: Callable[[float], bool | None] = lambda seconds: None,
    ) -> None:
        """`again` wakes the next turn; `slice`: SECONDS where the work itself knows when to stop.

        `seconds`: of one turn, where what is more urgent may wait for the same worker. `stays`: waits up to
        so many seconds for more to do, and says whether there is; None where this worker must not wait.
        """
        self._seconds = seconds
        self._work = work
        self._again = again
        self._slice = slice
        self._stays = stays
        self._served = RawValue("d", 0.0)  # in memory that the children of a prefork worker share
        self._ended = RawValue("d", -SPARED)  # the last of them that finished, by the monotonic clock
        self._warm_in = 0  # the process that has had its first turn

    def has_served(self, sent: float | None) -> bool:
        """Would it find nothing? `sent` is the wake-up's Unix time, None for the sweep."""
        if sent is None or abs(time.time() - sent) > APART:
            return time.monotonic() - self._ended.value < SPARED
        return sent < self._served.value

    def take(self, sent: float | None) -> bool:
        """One turn, if there is a need; True if there was."""
        if self.has_served(sent):
            return False
        ends = time.monotonic() + STAYS
        try:
            while self._serves() and self._is_called(ends):
                pass
        except BaseException:
            self._served.value = 0.0
            raise
        return True

    def _is_called(self, ends: float) -> bool:
        """Stays ready for more, where it may; in the end another turn goes on with that.

        Who is called looks at once: the message of the same commit has nothing to add.
        """
        called = self._stays(ends - time.monotonic())
        if called:
            self._served.value = max(self._served.value, time.time() + TOGETHER)
        elif called is False:
            self._again()
        return bool(called)

    def _serves(self) -> bool:
        """Works until nothing is left; False, and another turn is asked for, where that was not to be."""
        started = time.time()
        if not self._finishes():
            self._again()
            return False
        self._served.value = max(self._served.value, started)
        self._ended.value = time.monotonic()
        self._spare_what_stays()
        return True

    def _spare_what_stays(self) -> None:
        """What a first turn has loaded stays; else each full collection would walk through all of it.

        That is a hundred milliseconds, every few hundred deliveries and in the midst of a page. Not in a
        worker that ends: on a busy machine it would be at it for seconds.
        """
        if self._warm_in != os.getpid() and not stopping.is_set():
            self._warm_in = os.getpid()
            gc.collect()
            gc.freeze()

    def _finishes(self) -> bool:
        """Works; False where time ran out first, or the worker is told to stop."""
        ends = time.monotonic() + (self._seconds or SECONDS)
        while (began := time.monotonic()) < ends and not stopping.is_set():
            self._work(self._slice)
            # Told to stop, it has ended early, whatever is left.
            if time.monotonic() - began < self._slice and not stopping.is_set():
                return True
        return False


class Spaced:
    """A step that goes on where the last one ended: of a heap that an outage left, few are taken.

    The others would each work for their seconds, and what is fresh would wait for the same worker.
    """

    def __init__(self, step: Callable[[], object], every: float) -> None:
        """`every`: seconds between two that the beat sends."""
        self._step = step
        self._apart = every / 2
        self._ended = RawValue("d", -self._apart)  # by the monotonic clock, in memory as above

    def take(self) -> bool:
        """One step, unless the last one has only just ended; True if it was taken."""
        if time.monotonic() - self._ended.value < self._apart:
            return False
        try:
            self._step()
        finally:
            self._ended.value = time.monotonic()
        return True
