"""The plot of `python -m chaos`: one fault after the other, of every kind, and a deploy in their midst."""

import random
import time
from collections.abc import Iterator

from .editors import PAUSE
from .faults import Fault, faults, inflict
from .stage import Played, Stage, deploy


class Outage:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def pause(self) -> float:
        return random.uniform(*PAUSE)

    def play(self, stage: Stage) -> Played:
        def rounds() -> Iterator[list[Fault]]:
            while True:
                yield faults(stage.installation, stage.postgres, stage.valkey)

        revive = stage.installation.revive
        made = inflict(rounds(), time.monotonic() + self._seconds / 2, revive)
        deployed = deploy(stage)
        made += inflict(rounds(), time.monotonic() + self._seconds / 2, revive)
        return Played(deployed, made)

    def review(self, played: Played) -> None:
        """The account says all."""
