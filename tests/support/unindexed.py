"""Saves without the search index, which takes a tenth of the suite's time: for tests that search nothing.

The run on PostgreSQL keeps the index throughout.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest
from modelsearch import signal_handlers
from modelsearch.backends.base import BaseSearchBackend


class NoTask:
    """In place of the task that writes into the index."""

    def enqueue(self, *args: str) -> None:
        pass


@contextmanager
def unindexed() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signal_handlers, "insert_or_update_object_task", NoTask())
        patch.setattr(BaseSearchBackend, "_search", searched)
        yield


def searched(self: BaseSearchBackend, *args: Any, **options: Any) -> NoReturn:
    """In place of modelsearch's method of that name: nothing would be found, whatever the test expects."""
    pytest.fail("this test searches: give it the mark `searched`")
