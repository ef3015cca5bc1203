"""The parts of an examination, one after the other; what failed decides how it ends."""

import os
import resource
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Callable

import psutil
from django.db import connection
from django.db.models import F

from newswire.publisher.models import Publication

from . import arrival, asked, costs, pruning
from .size import Stock

SECONDS, MEBIBYTES = 20, 200  # that a comparison of all pages may take


def examine(stock: Stock, arguments: Namespace) -> int:
    """1 where a bar was missed."""
    _sizes()
    known: dict[str, Callable[[], bool]] = {
        "costs": lambda: _costs(stock, arguments.most_rows, arguments.most_blocks),
        "reconcile": _reconcile,
        "prune": lambda: pruning.beside_publishes(stock),
        "arrival": arrival.compare,
    }
    held = [known[name]() for name in arguments.parts or known]
    return 0 if all(held) else 1


def _sizes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("""SELECT relname, n_live_tup, pg_size_pretty(pg_total_relation_size(relid))
            FROM pg_stat_user_tables ORDER BY pg_total_relation_size(relid) DESC LIMIT 8""")
        for name, rows, size in cursor.fetchall():
            print(f"{rows:12} {size:>10}  {name}", flush=True)


def _costs(stock: Stock, most_rows: int, most_blocks: int) -> bool:
    dear = costs.measure(asked.asked(stock), most_rows, most_blocks)
    print(f"more than {most_rows} rows or {most_blocks} blocks: {', '.join(dear) or 'none'}")
    return not dear


# It says itself how large it was: the rusage of a child counts what it was before its `exec`, which is us.
RECONCILE = """from pathlib import Path
from django.core.management import execute_from_command_line
execute_from_command_line(["django-admin", "newswire_reconcile", "--dry-run"])
print(*(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


def _reconcile() -> bool:
    """All pages compared by the command, which finds nothing."""
    Publication.objects.filter(generation__gt=F("settled")).update(settled=F("generation"))
    server = psutil.Process(connection.connection.info.backend_pid).parent()
    began, before, database = (
        time.monotonic(),
        resource.getrusage(resource.RUSAGE_CHILDREN),
        costs.processor_seconds_of(server),
    )
    said = subprocess.run(
        [sys.executable, "-c", RECONCILE],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took, used = time.monotonic() - began, costs.processor_seconds_of(server) - database
    ours = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    said, _, peak = said.rpartition("VmHWM:")
    most = int(peak.split()[0]) / 1024
    print(
        f"reconcile: {took:.1f} s by the clock at load {os.getloadavg()[0]:.1f}; processor {ours:.1f} s of"
        f" ours, start-up too, {used:.1f} s of the database; at most {most:.0f} MiB; {' '.join(said.split())}"
    )
    return "as it was announced" in said and ours + used < SECONDS and most < MEBIBYTES
