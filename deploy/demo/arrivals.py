"""From Publish to the downstream site: what is expected there, and when each came."""

from dataclasses import dataclass

from demo.downstream_site import Held, held
from demo.waiting import until
from newswire.publisher.models import Publication

PATIENCE = 150.0  # seconds


@dataclass(frozen=True)
class Expected:
    """A page as a downstream site should show it; headline None: no longer."""

    page_id: int
    lang: str
    headline: str | None
    since: float  # when it was published or unpublished, in seconds since 1970

    def __str__(self) -> str:
        return f"{self.lang}: {self.headline or 'gone'}"


@dataclass(frozen=True)
class Arrival:
    expected: Expected
    held: Held

    @property
    def seconds(self) -> float:
        return self.held.arrived_at - self.expected.since

    def __str__(self) -> str:
        return f"{self.seconds:5.2f} s  {self.expected}"


def wait_for(port: int, expected: list[Expected], seconds: float = PATIENCE) -> list[Arrival]:
    """In the order of arrival. Raises TookTooLong, naming what is missing."""
    came: list[Arrival] = []

    def all_there() -> bool:
        came[:] = _arrived(port, expected)
        return len(came) == len(expected)

    def missing() -> str:
        there = {arrival.expected for arrival in came}
        names = [str(one) for one in expected if one not in there]
        return f"{len(came)} of {len(expected)} are there. Missing: {'; '.join(names)}"

    until("the downstream site shows everything", all_there, seconds, missing)
    return sorted(came, key=lambda arrival: arrival.held.arrived_at)


def _arrived(port: int, expected: list[Expected]) -> list[Arrival]:
    pages = [one.page_id for one in expected]
    ids = {
        page_id: str(uuid)
        for page_id, uuid in Publication.objects.filter(page_id__in=pages).values_list("page_id", "uuid")
    }
    there = held(port)
    found = [(one, there.get(ids.get(one.page_id, ""))) for one in expected]
    return [Arrival(one, row) for one, row in found if row and row.headline == one.headline]
