"""The sink's process, as the bench sees it."""

import json
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Arrival:
    webhook_id: str
    version: str
    path: str
    subject: str  # the publication's uuid
    at: float  # time.monotonic(), the same clock in every process


@dataclass(frozen=True)
class Taken:
    arrivals: list[Arrival]
    size: int  # bytes of the last body

    @property
    def ids(self) -> set[str]:
        return {arrival.webhook_id for arrival in self.arrivals}

    @property
    def last(self) -> float:
        return max(arrival.at for arrival in self.arrivals)

    @property
    def order_violations(self) -> int:
        """Arrivals of an older version after a newer one, by channel and publication."""
        newest: dict[tuple[str, str], int] = defaultdict(int)
        found = 0
        for arrival in self.arrivals:
            place = arrival.path, arrival.subject
            found += int(arrival.version) < newest[place]
            newest[place] = max(newest[place], int(arrival.version))
        return found


class Receiver:
    """`wait` for so many different ids, then `take` them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.sink"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"

    def wait(self, count: int, seconds: float = 60) -> None:
        """Raises TimeoutError where fewer have come by then."""
        came = self._ask(f"wait {count} {seconds}")
        if came < count:
            raise TimeoutError(f"{came} of {count} arrived within {seconds} s")

    def take(self) -> Taken:
        taken = self._ask("take")
        return Taken([Arrival(*one) for one in taken["arrivals"]], taken["size"])

    def _ask(self, order: str) -> Any:
        assert self._process.stdin and self._process.stdout
        print(order, file=self._process.stdin, flush=True)
        return json.loads(self._process.stdout.readline())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
