"""How many of all, and what there is."""

from dataclasses import dataclass

DEAD = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Size:
    """How many; each page is sent to `deliveries / pages` channels."""

    pages: int
    deliveries: int
    channels: int

    @property
    def each(self) -> int:
        return self.deliveries // self.pages

    @property
    def announced(self) -> int:
        return self.pages * 9 // 10

    @property
    def twice(self) -> int:
        return self.pages - self.announced


@dataclass(frozen=True)
class Stock:
    size: Size
    channels: list[int]  # ids; those that want everything first, the one that does not answer last
    before: int  # the id of a page is this and its number, from 1 on

    @property
    def greedy(self) -> int:
        """Channels that want everything."""
        return max(1, self.size.each // 2)
