"""What changed between two texts of one page, unit by unit."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .units import HEAD, Unit


class Kind(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    kind: Kind
    then: Unit | None
    now: Unit | None

    @property
    def unit(self) -> Unit:
        """The one that names it: as it is now, else as it was."""
        found = self.now or self.then
        assert found is not None
        return found


def changes(then: Sequence[Unit], now: Sequence[Unit], head_only: bool = False) -> list[Change]:
    """In the order of the page as it is now; what was removed comes where it stood."""
    return [change for _unit_then, _unit_now, found in rows(then, now, head_only) for change in found]


Row = tuple[Unit | None, Unit | None, list[Change]]


def rows(then: Sequence[Unit], now: Sequence[Unit], head_only: bool = False) -> list[Row]:
    """Every unit of both, those that belong together side by side, with what changed about them.

    `head_only`: of headline and summary alone, for a full version.
    """
    if head_only:
        then, now = ([unit for unit in text if unit.field in HEAD] for text in (then, now))
    pairs = _pairs(then, now)
    stay = _in_order([place for place, _ in pairs])
    partner = {now_place: then_place for then_place, now_place in pairs}
    matched = {place for place, _ in pairs}
    removed = [place for place in range(len(then)) if place not in matched]
    found: list[Row] = []
    for now_place, unit in enumerate(now):
        before = partner.get(now_place)
        if before is not None and before in stay:
            found += _removed(then, removed, before)
        was = then[before] if before is not None else None
        found.append((was, unit, list(_differences(was, unit, before in stay))))
    return found + _removed(then, removed, len(then))


def _removed(then: Sequence[Unit], places: list[int], before: int) -> list[Row]:
    """Those removed that stood before this place; each is taken once."""
    found: list[Row] = []
    while places and places[0] < before:
        unit = then[places.pop(0)]
        found.append((unit, None, [Change(Kind.REMOVED, unit, None)]))
    return found


def _differences(then: Unit | None, now: Unit, stays: bool) -> Iterator[Change]:
    if then is None:
        yield Change(Kind.ADDED, None, now)
        return
    if then.hash != now.hash:
        yield Change(Kind.CHANGED, then, now)
    if not stays:
        yield Change(Kind.MOVED, then, now)


def _pairs(then: Sequence[Unit], now: Sequence[Unit]) -> list[tuple[int, int]]:
    """Places that belong together, in the order of `now`: by field or block id, else by the same text.

    A body that was imported anew has other ids and the same texts.
    """
    found: dict[int, int] = {}
    for name in (_identity, _same_text, _place_alone):
        left_then = [place for place in range(len(then)) if place not in found]
        taken = set(found.values())
        left_now = [place for place in range(len(now)) if place not in taken]
        found |= _match(then, now, left_then, left_now, name)
    return sorted(found.items(), key=lambda pair: pair[1])


def _identity(unit: Unit) -> Hashable:
    has_one = unit.block or not unit.kind
    return (unit.key, unit.kind) if has_one else _same_text(unit)


def _same_text(unit: Unit) -> Hashable:
    return (unit.field, unit.kind, unit.hash)


def _place_alone(unit: Unit) -> Hashable:
    """For blocks without ids; two that have one each are two blocks."""
    return (unit.field, unit.kind, unit.block)


def _match(
    then: Sequence[Unit],
    now: Sequence[Unit],
    then_places: Iterable[int],
    now_places: Iterable[int],
    name: Callable[[Unit], Hashable],
) -> dict[int, int]:
    free: dict[Hashable, list[int]] = defaultdict(list)
    for place in then_places:
        free[name(then[place])].append(place)
    return {free[named].pop(0): place for place in now_places if free[(named := name(now[place]))]}


def _in_order(places: Sequence[int]) -> set[int]:
    """The members of the longest rising run: all others were moved."""
    tails: list[int] = []
    at: list[int] = []  # for each place, how long the run is that it ends
    for place in places:
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        at.append(length)
    stay: set[int] = set()
    wanted = len(tails) - 1
    for place, length in zip(reversed(places), reversed(at), strict=True):
        if length == wanted:
            stay.add(place)
            wanted -= 1
    return stay
