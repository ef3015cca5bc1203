"""The receivers' process, as the campaign sees it."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# Mood while the faults last, how many, mood from when they are over.
MOODS = (
    ("fine", 24, "fine"),
    ("slow", 5, "slow"),
    ("flaky", 3, "fine"),
    ("error", 3, "fine"),
    ("throttle", 3, "fine"),
    ("hang", 2, "fine"),
    ("reset", 2, "fine"),
    ("drip", 2, "fine"),
    ("huge", 2, "huge"),
    ("gone", 1, "gone"),
    ("hang", 1, "hang"),
    ("error", 1, "error"),
    ("reset", 1, "reset"),
)
# What these answer is a 2xx in the end.
HEALTHY = frozenset({"fine", "slow", "huge"})


class Sites:
    """50 receivers: `moods` by number, `later` what they come round to."""

    def __init__(self) -> None:
        self.moods = [mood for mood, count, _ in MOODS for _ in range(count)]
        self.later = [later for _, count, later in MOODS for _ in range(count)]
        self.healthy = [number for number, mood in enumerate(self.later) if mood in HEALTHY]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "chaos.receivers", *self.moods],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # the terminal's Ctrl-C is the campaign's to handle
        )
        assert self._process.stdout
        ports = self._process.stdout.readline().split()
        self.addresses = [f"http://127.0.0.1:{port}/" for port in ports]

    def mood(self, numbers: Iterable[int], mood: str) -> None:
        for number in numbers:
            self._order(f"mood {number} {mood}")

    def come_round(self) -> None:
        """What can recover does."""
        for number, mood in enumerate(self.later):
            if mood != self.moods[number]:
                self.mood([number], mood)

    def requests(self) -> list[dict[str, Any]]:
        """All that have arrived, in the order of arrival; fields of `receivers.Request`."""
        with tempfile.NamedTemporaryFile() as file:
            self._order(f"write {file.name}")
            found: list[dict[str, Any]] = json.loads(Path(file.name).read_text())
        return found

    def _order(self, order: str) -> None:
        assert self._process.stdin and self._process.stdout
        print(order, file=self._process.stdin, flush=True)
        self._process.stdout.readline()

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
