"""The table, with the bars of the performance page, and the medians as JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from .case import Figures


@dataclass(frozen=True)
class Bar:
    text: str
    holds: Callable[[float], bool]


BARS = {
    ("fanout", "cpu_s_per_1000"): Bar("at most 0.25", lambda value: value <= 0.25),
    ("fanout", "times_the_floor"): Bar("at most 7", lambda value: value <= 7),
    ("fanout", "per_s"): Bar("at least 3,000", lambda value: value >= 3000),
    ("series", "order_violations"): Bar("0", lambda value: value == 0),
    ("latency", "p50_over_rendering_ms"): Bar("at most 15", lambda value: value <= 15),
    ("latency", "p99_ms"): Bar("at most 60", lambda value: value <= 60),
    ("hang", "ratio"): Bar("at most 1.25", lambda value: value <= 1.25),
    ("publish", "extra_ms"): Bar("at most 5", lambda value: value <= 5),
    ("publish", "extra_queries"): Bar("at most 4", lambda value: value <= 4),
    ("memory", "worker_rss_mib"): Bar("below 200", lambda value: value < 200),
}


def head() -> str:
    return f"{'':30} {'median':>10}   {'range':24} bar"


def rows(case: str, figures: Figures) -> list[str]:
    return [_row(case, name, values) for name, values in {**figures.named, **figures.shown}.items()]


def write(found: dict[str, Figures], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    medians = {case: figures.medians() for case, figures in found.items()}
    path.write_text(json.dumps(medians, indent=2) + "\n")


def _row(case: str, name: str, values: list[float]) -> str:
    middle, bar = median(values), BARS.get((case, name))
    verdict = "" if bar is None else f"{bar.text}: {'held' if bar.holds(middle) else 'MISSED'}"
    spread = f"{min(values):.3f} to {max(values):.3f}"
    return f"{case + ' ' + name:30} {middle:10.3f}   {spread:24} {verdict}".rstrip()
