"""Asks everything once, and prints what it cost the database. Whoever read a large table is explained.

Judged are the processor's seconds of the database: those of the clock say how busy the machine is besides.
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil
from django.db import connection
from support.plans import Explained, counting, explaining

SHOWN = 600  # characters of a statement


def measure(asked: Mapping[str, Callable[[], object]], most_rows: int, most_blocks: int) -> list[str]:
    """The names of what read more than that of one large table, or altogether, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    print(f"{'CPU ms':>7} {'queries':>7} {'rows':>9} {'blocks':>8}  (the most of one statement)")
    return [name for name, ask in asked.items() if not _is_cheap(name, ask, most_rows, most_blocks)]


def processor_seconds() -> float:
    """Of the process that serves our connection, on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def processor_seconds_of(server: psutil.Process | None) -> float:
    """Of a server and its children so far, of those that have ended too."""
    assert server
    return sum(sum(one.cpu_times()[:4]) for one in (server, *server.children()))


def _is_cheap(name: str, ask: Callable[[], object], most_rows: int, most_blocks: int) -> bool:
    ask()  # what is read once a process, and the blocks that are not in memory yet
    before = processor_seconds()
    with counting() as queries:
        ask()
    spent = processor_seconds() - before
    with explaining() as found:
        ask()
    rows = max((one.most for one in found), default=0)
    blocks = max((one.blocks for one in found), default=0)
    print(f"{spent * 1000:7.0f} {queries.total():7} {rows:9} {blocks:8}  {name}", flush=True)
    for one in found:
        if one.most > most_rows or one.blocks > most_blocks or os.environ.get("PLANS") == name:
            _show(one)
    return rows <= most_rows and blocks <= most_blocks


def _show(one: Explained) -> None:
    print(f"    {dict(one.rows)}, {one.blocks} blocks: ... {one.sql[one.sql.find(' FROM ') :][:SHOWN]}")
    if os.environ.get("PLANS"):
        print(json.dumps(one.plan, indent=1)[:12_000])
