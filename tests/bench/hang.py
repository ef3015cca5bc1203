"""One of 100 channels hangs, publishes in tens: when do the other 99 have everything?"""

from . import newsroom
from .case import Bench, Figures

CHANNELS, IN_A_ROW, TENS, PAIRS = 100, 10, 8, 5


def hang(bench: Bench) -> Figures:
    """Each run is one pair, with and without; at least 5 s of work each."""
    figures = Figures()
    for _ in range(max(PAIRS, bench.runs)):
        well, hanging = _seconds(bench, 0), _seconds(bench, 1)
        figures.add(ratio=hanging / well)
        figures.show(well_s=well, hanging_s=hanging)
    return figures


def _seconds(bench: Bench, hanging: int) -> float:
    """From the first commit to the last arrival, of every ten in a row, added up."""
    newsroom.open_channels(bench.receiver.url, CHANNELS, hanging, order="every")
    pages = [newsroom.article(bench.index, number) for number in range(IN_A_ROW)]
    newsroom.publish(pages[0], "Warm")
    bench.receiver.wait(CHANNELS - hanging)
    bench.receiver.take()
    total = 0.0
    for ten in range(TENS):
        commits = [newsroom.publish(page, f"Ten {ten}") for page in pages]
        due = IN_A_ROW * (CHANNELS - hanging)
        bench.receiver.wait(due)
        taken = bench.receiver.take()
        assert len(taken.ids) == due, "not every id arrived"
        total += taken.last - commits[0]
    return total
