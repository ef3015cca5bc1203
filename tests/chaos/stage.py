"""What a campaign plays on, what it plays, and what became of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from services.valkey import Valkey

from .editors import Edit
from .installation import Installation
from .postgres import Postgres
from .sites import Sites


@dataclass(frozen=True)
class Stage:
    installation: Installation
    postgres: Postgres
    valkey: Valkey
    sites: Sites


@dataclass(frozen=True)
class Deploy:
    """What editors met while every process was replaced by a new one."""

    seconds: float
    edits: int
    gave_up: int  # editors who waited in vain for as long as they do
    turned_away: list[str]  # when, in seconds after it began, and how

    @classmethod
    def met(cls, edits: Sequence[Edit], began: float, ended: float) -> "Deploy":
        # What is under way when it ends, the next fault may well cut off.
        meanwhile = [edit for edit in edits if began <= edit.began and edit.ended <= ended]
        turned_away = [
            f"{edit.began - began:.1f} s: {edit.turned_away}" for edit in meanwhile if edit.turned_away
        ]
        gave_up = sum(edit.gave_up for edit in meanwhile)
        return cls(round(ended - began, 1), len(meanwhile), gave_up, turned_away)


@dataclass
class Played:
    deploy: tuple[float, float]  # time.monotonic() of its begin and end
    faults: Counter[str]
    edits: list[Edit] = field(default_factory=list)  # beside those of editors
    figures: dict[str, Any] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


class Plot(Protocol):
    def pause(self) -> float:
        """Seconds that an editor waits between two edits."""

    def play(self, stage: Stage) -> Played:
        """Editors are at work until it ends."""

    def review(self, played: Played) -> None:
        """When all has been sent: adds figures and troubles."""


def deploy(stage: Stage) -> tuple[float, float]:
    """Once everything runs; when it began and ended."""
    stage.installation.wait_until_up()
    return stage.installation.deploy()
