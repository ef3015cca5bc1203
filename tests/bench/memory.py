"""The largest process at 1,000 channels, after 10,000 deliveries and after 100,000."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from services.program import Program

from . import newsroom
from .case import Bench, Figures

CHANNELS = 1000


def memory(bench: Bench) -> Figures:
    newsroom.open_channels(bench.receiver.url, CHANNELS)
    page, figures = newsroom.article(bench.index), Figures()
    for publish in range(1, 101):
        newsroom.publish(page, f"Version {publish}")
        bench.receiver.wait(CHANNELS)
        assert len(bench.receiver.take().ids) == CHANNELS, "not every id arrived"
        if publish == 10:
            figures.show(after_10_000_mib=bench.system.largest())
    figures.add(worker_rss_mib=bench.system.largest())
    figures.show(bare_worker_mib=_bare_worker())
    return figures


def _bare_worker() -> float:
    """MiB of the largest process of a Celery worker of the same site without the publisher."""
    command = (sys.executable, "-m", "celery", "--app", "bench.bare", "worker", "-c", "1", "-l", "INFO")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.bare"}
    with TemporaryDirectory() as folder, Program(command, environment, Path(folder, "log")) as worker:
        worker.wait_for(" ready.")
        return max(process.memory_info().rss for process in worker.processes()) / 2**20
