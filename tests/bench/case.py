"""What every case has at hand, and what it gives back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

from newswire.cms.pages.models import NewsIndexPage

from .receiver import Receiver
from .system import System


@dataclass(frozen=True)
class Bench:
    system: System
    receiver: Receiver
    index: NewsIndexPage  # where articles stand
    runs: int


@dataclass
class Figures:
    """By name, a value for each run; `shown` alone goes to the table and not to the JSON."""

    named: dict[str, list[float]] = field(default_factory=dict)
    shown: dict[str, list[float]] = field(default_factory=dict)

    def add(self, **values: float) -> None:
        for name, value in values.items():
            self.named.setdefault(name, []).append(value)

    def show(self, **values: float) -> None:
        for name, value in values.items():
            self.shown.setdefault(name, []).append(value)

    def medians(self) -> dict[str, float]:
        return {name: round(median(values), 3) for name, values in self.named.items()}


Case = Callable[[Bench], Figures]
