"""All cases, one after the other, on one installation."""

from pathlib import Path

from services.valkey import Valkey

from . import fanout, hang, latency, memory, newsroom, publish, report, series, workers
from .case import Bench, Case, Figures
from .receiver import Receiver
from .system import System

CASES: dict[str, Case] = {
    "latency": latency.latency,
    "fanout": fanout.fanout,
    "series": series.series,
    "hang": hang.hang,
    "publish": publish.publish,
    "memory": memory.memory,
    "workers": workers.workers,
}


def measure(names: list[str], runs: int, valkey: Valkey, folder: Path, path: Path) -> None:
    """Prints each case's rows, and writes the report anew, as soon as it is done."""
    index = newsroom.set_up()
    found: dict[str, Figures] = {}
    print(report.head(), flush=True)
    with Receiver() as receiver, System(valkey, folder) as system:
        for name in names:
            try:
                found[name] = CASES[name](Bench(system, receiver, index, runs))
            except TimeoutError as error:
                raise TimeoutError(f"{name}: {error}; {newsroom.standing()}") from error
            print(*report.rows(name, found[name]), sep="\n", flush=True)
            report.write(found, path)
