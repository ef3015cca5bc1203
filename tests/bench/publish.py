"""What Publish itself costs over bare Wagtail: the same site with and without the publisher, in turns."""

import os
import subprocess
import sys
from statistics import median
from types import TracebackType
from typing import Self

from . import newsroom
from .case import Bench, Figures

PUBLISHES = 60
WARM = 5


class Publishing:
    """A process that publishes one page when it is told to."""

    def __init__(self, settings: str, page_id: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.publishing", str(page_id)],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def once(self) -> tuple[float, int]:
        """Milliseconds and queries."""
        assert self._process.stdin and self._process.stdout
        print(file=self._process.stdin, flush=True)
        milliseconds, queries = self._process.stdout.readline().split()
        return float(milliseconds), int(queries)

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


def publish(bench: Bench) -> Figures:
    newsroom.open_channels(bench.receiver.url, 1)
    pages = [newsroom.article(bench.index, number) for number in range(2)]
    for page in pages:
        newsroom.publish(page, "Warm")
    figures = Figures()
    with (
        Publishing("bench.settings", pages[0].pk) as ours,
        Publishing("bench.bare", pages[1].pk) as bare,
    ):
        for _ in range(WARM):
            ours.once(), bare.once()
        for _ in range(bench.runs):
            # A worker that renders the page just published would be measured with the next of both.
            with bench.system.frozen():
                extra, bare_wagtail, queries = _compared(ours, bare)
            bench.system.settle()
            figures.add(extra_ms=extra, extra_queries=queries)
            figures.show(bare_wagtail_ms=bare_wagtail, extra_beside_workers_ms=_compared(ours, bare)[0])
    bench.system.settle()
    bench.receiver.take()
    return figures


def _compared(ours: Publishing, bare: Publishing) -> tuple[float, float, int]:
    """Milliseconds more, those of bare Wagtail, queries more: medians of publishes in turns."""
    pairs = [(ours.once(), bare.once()) for _ in range(PUBLISHES)]
    with_us, without = median(one[0] for one, _ in pairs), median(one[0] for _, one in pairs)
    queries = max(one[1] for one, _ in pairs) - max(one[1] for _, one in pairs)
    return with_us - without, without, queries
