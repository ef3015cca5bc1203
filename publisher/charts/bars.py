"""Stacked bars over hours. Geometry only: colours are classes of channels.css, words are HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

HEIGHT = 100  # of the drawing, in its own units
WIDTH = 10  # of one column
GAP = 2
LEAST = 1.5  # one among thousands is still seen

Words = str | Promise


@dataclass(frozen=True)
class Series:
    key: str  # the class of its bars: newswire-chart-<key>
    label: Words


@dataclass(frozen=True)
class Bar:
    """A rectangle, in the drawing's units; as text, so that no language writes a comma into the SVG."""

    key: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Column:
    at: datetime
    cells: tuple[Words, ...]  # what the table says, one for each series
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Chart:
    id: str
    title: Words
    series: tuple[Series, ...]
    columns: tuple[Column, ...]
    top: Words  # what the highest column stands for
    is_empty: bool

    @property
    def view_box(self) -> str:
        return f"0 0 {len(self.columns) * WIDTH} {HEIGHT}"


def bars(
    id: str,
    title: Words,
    series: Sequence[Series],
    rows: Sequence[tuple[datetime, Sequence[float], Sequence[Words]]],
    top: Words,
) -> Chart:
    """`rows`: when, the values of each series, and what the table says of each. Values are not negative."""
    highest = max((sum(values) for _, values, _ in rows), default=0)
    columns = tuple(
        Column(at, tuple(cells), _stack(series, values, place, highest))
        for place, (at, values, cells) in enumerate(rows)
    )
    return Chart(id, title, tuple(series), columns, top, not highest)


def _stack(series: Sequence[Series], values: Sequence[float], place: int, highest: float) -> tuple[Bar, ...]:
    stack: list[Bar] = []
    floor = float(HEIGHT)
    for one, value in zip(series, values, strict=True):
        if value:
            height = max(value / highest * HEIGHT, LEAST)
            floor = max(floor - height, 0)
            stack.append(
                Bar(one.key, str(place * WIDTH + GAP // 2), f"{floor:.2f}", str(WIDTH - GAP), f"{height:.2f}")
            )
    return tuple(stack)
