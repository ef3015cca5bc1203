"""What waits for 1,000 channels, delivered by one worker, by two, by three: from a standing start."""

import time

from newswire.publisher.models import Publication

from . import newsroom
from .case import Bench, Figures

CHANNELS, VERSIONS = 1000, 5
MOST = 3
PATIENCE = 300  # seconds


def workers(bench: Bench) -> Figures:
    newsroom.open_channels(bench.receiver.url, CHANNELS, order="every")
    page, figures = newsroom.article(bench.index), Figures()
    newsroom.publish(page, "Warm")
    bench.receiver.wait(CHANNELS, PATIENCE)
    bench.receiver.take()
    for run in range(bench.runs):
        for count in range(1, MOST + 1):
            per_second, cpu = _deliver(bench, page, f"{run}.{count}", count)
            figures.add(**{f"{count}_per_s": per_second, f"{count}_cpu_s_per_1000": cpu})
    return figures


def _deliver(bench: Bench, page: newsroom.ArticlePage, title: str, count: int) -> tuple[float, float]:
    """Per second, and processor seconds for 1,000, of what had waited."""
    waiting = CHANNELS * VERSIONS
    with bench.system.delivering(count) as programs:
        for program in programs:
            program.freeze()
        for version in range(VERSIONS):
            newsroom.publish(page, f"{title}.{version}")
            _announced()
        before, began = bench.system.cpu(), time.monotonic()
        for program in programs:
            program.thaw()
        bench.receiver.wait(waiting, PATIENCE)
        taken = bench.receiver.take()
        bench.system.settle()
        cpu = bench.system.cpu() - before
    assert len(taken.ids) == waiting, "not every id arrived"
    assert not taken.order_violations
    return waiting / (taken.last - began), cpu / waiting * 1000


def _announced() -> None:
    """Until the version has its sendings, so that none is left out."""
    ends = time.monotonic() + PATIENCE
    while any(one.generation > one.settled for one in Publication.objects.all()):
        if time.monotonic() > ends:
            raise TimeoutError("a version was not announced")
        time.sleep(0.1)
