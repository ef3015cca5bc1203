"""One publish to one channel, 50 times: from its commit to its arrival. Pictures are made before."""

import time
from statistics import median, quantiles

from newswire.cms.pages.models import ArticlePage
from newswire.publisher import render

from . import newsroom
from .case import Bench, Figures

PUBLISHES = 50
PAUSE = 0.2  # seconds: the verdict is written, the workers are idle again


def latency(bench: Bench) -> Figures:
    newsroom.open_channels(bench.receiver.url, 1)
    page, figures = newsroom.article(bench.index), Figures()
    newsroom.publish(page, "Warm")
    bench.receiver.wait(1)
    bench.receiver.take()
    for run in range(bench.runs):
        took, rendered = [], []
        for number in range(PUBLISHES):
            # In turns: a shared machine is half as fast again from one second to the next.
            took.append(_publish(bench, page, f"{run}.{number}"))
            rendered.append(_rendering(page))
        p50, p99, rendering = median(took), quantiles(took, n=100, method="inclusive")[98], median(rendered)
        figures.add(p50_ms=p50, p99_ms=p99, render_ms=rendering)
        figures.show(p50_over_rendering_ms=p50 - rendering, max_ms=max(took))
    return figures


def _publish(bench: Bench, page: ArticlePage, title: str) -> float:
    """Milliseconds from commit to arrival."""
    committed = newsroom.publish(page, title)
    bench.receiver.wait(1)
    taken = bench.receiver.take()
    assert len(taken.arrivals) == 1
    time.sleep(PAUSE)
    assert taken.ids <= newsroom.webhook_ids()
    return float(taken.last - committed) * 1000


def _rendering(page: ArticlePage) -> float:
    """Milliseconds to read and render the page alone."""
    began = time.perf_counter()
    with render.reading():
        render.render(ArticlePage.objects.get(pk=page.pk))
    return (time.perf_counter() - began) * 1000
