"""Work on rows of which one that raises holds up no other."""

import logging
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import connection

logger = logging.getLogger(__name__)

Row = TypeVar("Row")


def total(
    rows: Iterable[Row], work: Callable[[Row], int], failed: Callable[[Row], Any] = lambda row: None
) -> int:
    """The sum of `work(row)`. One that raises is logged, and `failed` is told; the others go on.

    What is found by looking again must be put off by `failed`, or it is found first for ever. Raises
    where the database is lost: then all would fail.
    """
    count = 0
    for row in rows:
        try:
            count += work(row)
        except Exception:
            if not connection.is_usable():
                raise
            logger.exception("%s: left for later", row)
            failed(row)
    return count
