"""People who publish over the site's web process, whatever happens to it."""

import itertools
import math
import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import requests

PATIENCE = 15.0  # seconds that an editor waits for an answer
PAUSE = (0.0, 0.4)  # seconds between two edits of one editor
OFFLINE = 0.07  # of all edits take a page offline


@dataclass
class Edit:
    """`number` stands in the page's title; 0: taken offline."""

    page_id: int
    number: int
    committed: bool = False  # answered with 200
    began: float = field(default_factory=time.monotonic)
    ended: float = math.inf
    gave_up: bool = False  # after PATIENCE
    turned_away: str = ""  # no answer, or one that there is nobody to answer: why


class Editors:
    """Several at once, also on one page; `edits` is what they did."""

    def __init__(
        self, address: str, page_ids: Sequence[int], pause: Callable[[], float], count: int = 4
    ) -> None:
        self.edits: list[Edit] = []
        self._address = address
        self._page_ids = page_ids
        self._pause = pause
        self._numbers = itertools.count(1)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Waits until every edit under way has ended."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)

    def _work(self) -> None:
        while not self._over.is_set():
            number = 0 if random.random() < OFFLINE else next(self._numbers)
            edit = Edit(random.choice(self._page_ids), number)
            self.edits.append(edit)
            try:
                answer = requests.post(
                    f"{self._address}/edit/{edit.page_id}/", {"text": text(number)}, timeout=PATIENCE
                )
                edit.committed = answer.status_code == 200
                if answer.status_code in (502, 503, 504):
                    edit.turned_away = str(answer.status_code)
            except requests.Timeout:
                edit.gave_up = True  # a busy machine is slow, and answers all the same
            except requests.RequestException as error:  # whether it was committed, the database will tell
                edit.turned_away = f"{error!r} after {time.monotonic() - edit.began:.1f} s"
            edit.ended = time.monotonic()
            time.sleep(self._pause() + (0.3 if edit.turned_away else 0.0))


def text(number: int) -> str:
    return f"Edit {number}." if number else ""


def number_of(title: str) -> int:
    """0 for a page that was never edited."""
    return int(title.removeprefix("Edit ").rstrip(".")) if title.startswith("Edit ") else 0
