"""Callbacks are asked many at once: one that hangs delays no other, nor do many of one host all others."""

import time
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from newswire.publisher import errands
from newswire.publisher.models import HubSubscription

AT_ONCE = 20
OF_A_HOST = 4  # at once
PAUSE = 0.5  # seconds between two looks for what has become due


@dataclass(frozen=True)
class Step:
    """`ask` waits for a callback, in a thread and without the database; `settle` calls for its outcome."""

    ask: Callable[[], Any]
    settle: Callable[[Callable[[], Any]], None]


Begin = Callable[[HubSubscription], Step | None]


def take(begin: Begin, failed: Callable[[HubSubscription, Exception], None], seconds: float) -> int:
    """Begins what is due for about `seconds`, then waits for the last; how many subscriptions it were."""
    until, count = time.monotonic() + seconds, 0
    flying: dict[Future[Any], tuple[HubSubscription, Step]] = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            while time.monotonic() < until and (row := _next(flying.values())):
                count += 1
                try:
                    if step := begin(row):
                        flying[pool.submit(step.ask)] = row, step
                except Exception as error:
                    failed(row, error)
            if not flying:
                return count
            for future in wait(flying, PAUSE, FIRST_COMPLETED).done:
                row, step = flying.pop(future)
                try:
                    step.settle(future.result)
                except Exception as error:
                    failed(row, error)


def _next(flying: Collection[tuple[HubSubscription, Step]]) -> HubSubscription | None:
    if len(flying) >= AT_ONCE:
        return None
    hosts = Counter(row.host for row, _ in flying)
    busy = [host for host, count in hosts.items() if count >= OF_A_HOST]
    return errands.lease(HubSubscription, ~Q(host__in=busy))
