"""A hundred publishes in a row, 20 articles in 5 versions each, to 10 channels that want every version."""

from . import floor, newsroom
from .case import Bench, Figures

CHANNELS, ARTICLES, VERSIONS = 10, 20, 5


def series(bench: Bench) -> Figures:
    newsroom.open_channels(bench.receiver.url, CHANNELS, order="every")
    pages = [newsroom.article(bench.index, number) for number in range(ARTICLES)]
    figures = Figures()
    for run in range(bench.runs):
        bench.system.settle()
        before, known = bench.system.cpu(), newsroom.webhook_ids()
        commits = [
            newsroom.publish(page, f"{run}.{version}") for version in range(VERSIONS) for page in pages
        ]
        bench.system.settle()
        due = newsroom.webhook_ids() - known
        bench.receiver.wait(len(due))
        cpu = bench.system.cpu() - before
        taken = bench.receiver.take()
        assert taken.ids == due, "not every id arrived"
        assert len(due) >= ARTICLES * CHANNELS
        bare = floor.send(f"{bench.receiver.url}/bare", b"x" * taken.size, len(due))
        bench.receiver.take()
        figures.add(cpu_s_per_1000=cpu / len(due) * 1000, floor_cpu_s_per_1000=bare / len(due) * 1000)
        figures.add(per_s=len(due) / (taken.last - commits[0]), order_violations=taken.order_violations)
        figures.show(
            deliveries=len(due), publishing_s=commits[-1] - commits[0], arriving_s=taken.last - commits[0]
        )
    return figures
