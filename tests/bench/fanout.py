"""One publish to 1,000 channels."""

import time
from collections import Counter

from . import floor, newsroom
from .case import Bench, Figures

CHANNELS = 1000
PUBLISHES = 5  # in one run: the kernel counts CPU in steps of 10 ms


def fanout(bench: Bench) -> Figures:
    newsroom.open_channels(bench.receiver.url, CHANNELS)
    page, figures = newsroom.article(bench.index), Figures()
    newsroom.publish(page, "Warm")
    _arrived(bench, 0)

    def now() -> tuple[float, dict[str, float]]:
        return time.monotonic(), bench.system.cpu_of_each()

    for run in range(bench.runs):
        cpu: Counter[str] = Counter()
        seconds, size = 0.0, 0
        for number in range(PUBLISHES):
            bench.system.settle()
            committed, before = newsroom.publish(page, f"{run}.{number}", now)
            last, size, used = _arrived(bench, 1 + run * PUBLISHES + number)
            seconds += last - committed
            cpu.update(used)
            cpu.subtract(before)
        sent = CHANNELS * PUBLISHES
        bare = floor.send(f"{bench.receiver.url}/bare", b"x" * size, sent)
        bench.receiver.take()
        figures.add(cpu_s_per_1000=cpu.total() / sent * 1000, floor_cpu_s_per_1000=bare / sent * 1000)
        figures.add(per_s=sent / seconds)
        figures.show(**{name: spent / sent * 1000 for name, spent in cpu.items()})
        figures.show(body_kb=size / 1000, times_the_floor=cpu.total() / bare)
    return figures


def _arrived(bench: Bench, before: int) -> tuple[float, int, dict[str, float]]:
    """When the last came, its size in bytes, and the CPU of each program once all is written.

    Read before every id of this publish is verified: that takes longer with each, and all idle meanwhile.
    """
    bench.receiver.wait(CHANNELS)
    taken = bench.receiver.take()
    bench.system.settle()
    used = bench.system.cpu_of_each()
    ids = newsroom.webhook_ids()
    assert len(ids) == CHANNELS * (before + 1), "not all are noted as delivered"
    assert taken.ids <= ids, "ids that nobody sent"
    assert len(taken.ids) == CHANNELS, "not every id arrived"
    return taken.last, taken.size, used
