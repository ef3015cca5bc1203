"""What is done to the installation, one fault after the other, each kind as often as the others."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import redis
from services.program import Program
from services.valkey import Valkey

from .installation import Installation
from .postgres import Postgres

# Seconds that a fault lasts. A freeze may outlast a lease, which is 8 s with the campaign's deadline.
SHORT, LONG = (0.3, 2.0), (0.5, 10.0)


@dataclass(frozen=True)
class Fault:
    kind: str
    begin: Callable[[], None]
    end: Callable[[], None]
    seconds: tuple[float, float] = SHORT


def nothing() -> None:
    """A fault that is over at once."""


def faults(installation: Installation, postgres: Postgres, valkey: Valkey) -> list[Fault]:
    """Every kind once; of the workers, now this one and now that."""
    programs = installation.programs

    def one_of(role: str) -> Program:
        return random.choice([program for name, program in programs.items() if name.startswith(role)])

    found = []
    for role in ("web", "dispatch", "deliver", "beat"):
        killed, frozen = one_of(role), one_of(role)
        found.append(Fault(f"{role} killed", killed.kill, killed.start))
        found.append(Fault(f"{role} frozen", frozen.freeze, frozen.thaw, LONG))
    for role in ("web", "dispatch", "deliver"):
        found.append(Fault(f"{role}'s child killed", one_of(role).kill_a_child, nothing))
    return [
        *found,
        Fault("valkey killed", valkey.stop, valkey.start),
        Fault("valkey flushed", lambda: _flush(valkey), nothing),
        Fault("valkey frozen", valkey.freeze, valkey.thaw),
        Fault("postgres restarted", postgres.restart, nothing),
        Fault("postgres crashed", postgres.crash, nothing),
    ]


def _flush(valkey: Valkey) -> None:
    redis.Redis(port=valkey.port).flushall()


def inflict(rounds: Iterator[list[Fault]], until: float, after_each: Callable[[], None]) -> Counter[str]:
    """Faults until then (time.monotonic()), each ended before the next; how many of each kind."""
    made: Counter[str] = Counter()
    for kinds in rounds:
        random.shuffle(kinds)
        for position, fault in enumerate(kinds):
            left = until - time.monotonic()
            if left <= 0:
                return made
            # A short campaign sees every kind too.
            slot = max(left / (len(kinds) - position), 0.5)
            _inflict(fault, min(random.uniform(*fault.seconds), slot * 0.8))
            made[fault.kind] += 1
            after_each()
            time.sleep(max(0.0, min(slot * 0.2, random.uniform(0, 3), until - time.monotonic())))
    return made


def _inflict(fault: Fault, seconds: float) -> None:
    print(f"{fault.kind} for {seconds:.1f} s", flush=True)
    fault.begin()
    try:
        time.sleep(seconds)
    finally:
        fault.end()
