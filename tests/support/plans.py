"""What a statement read of each large table, as PostgreSQL itself counted it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

LARGE = frozenset(
    {
        "newswire_publisher_publication",
        "newswire_publisher_event",
        "newswire_publisher_payload",
        "newswire_publisher_delivery",
        "newswire_publisher_attempt",
        "newswire_publisher_copy",
    }
)


@dataclass(frozen=True)
class Explained:
    """One statement: rows looked at of each large table, those that a filter threw away too."""

    sql: str
    plan: dict[str, Any]
    rows: Counter[str] = field(default_factory=Counter)
    whole: frozenset[str] = frozenset()  # large tables that were read from their beginning to their end
    blocks: int = 0  # of 8 KiB, of tables and indexes

    @property
    def most(self) -> int:
        return max(self.rows.values(), default=0)

    @property
    def compared_in_vain(self) -> float:
        """Pairs of rows that a join looked at and threw away."""
        of = "Rows Removed by Join Filter"
        return sum(node.get(of, 0) * node["Actual Loops"] for node in _nodes(self.plan))


class Recorder:
    """Explains each statement that names a large table right before it runs, on the rows that it will meet.

    A statement that writes is undone after it was explained, and then runs. One of a server-side cursor
    is explained too.
    """

    def __init__(self) -> None:
        self.found: list[Explained] = []
        self._busy = False

    def __call__(self, execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        if not (self._busy or many) and _is_worth_it(sql):
            self._busy = True
            try:
                self.found.append(_explained(sql, params))
            finally:
                self._busy = False
        return execute(sql, params, many, context)


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """How often each statement ran, whatever request it belonged to."""
    found: Counter[str] = Counter()

    def count(execute: Callable, sql: str, params: Any, many: bool, context: dict) -> Any:
        found[sql] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield found


@contextmanager
def explaining() -> Iterator[list[Explained]]:
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        yield recorder.found


def _is_worth_it(sql: str) -> bool:
    begins = sql.lstrip()[:6].upper()
    # What Wagtail asks of its own tables is not ours to judge.
    return begins.startswith(("SELECT", "WITH", "UPDATE", "DELETE")) and any(name in sql for name in LARGE)


def _explained(sql: str, params: Any) -> Explained:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        (answer,) = cursor.fetchone()
        transaction.set_rollback(True)
    plan = (json.loads(answer) if isinstance(answer, str) else answer)[0]["Plan"]
    rows: Counter[str] = Counter()
    whole = set()
    for node in _nodes(plan):
        table = node.get("Relation Name")
        if table in LARGE and node["Node Type"] != "ModifyTable":
            rows[table] += _looked_at(node)
            if node["Node Type"] == "Seq Scan":
                whole.add(table)
    blocks = plan.get("Shared Hit Blocks", 0) + plan.get("Shared Read Blocks", 0)
    return Explained(sql, plan, rows, frozenset(whole), blocks)


def _looked_at(node: dict[str, Any]) -> int:
    thrown_away = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    one = node["Actual Rows"] + sum(node.get(name, 0) for name in thrown_away)
    return int(one * node["Actual Loops"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
