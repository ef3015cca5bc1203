"""A thread that waits for what hangs."""

import threading
import time

import pytest
from services.waiting import PATIENCE

from newswire.publisher.deliver import pump, watch
from newswire.publisher.deliver.watch import Watch

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_process_that_ends_waits_for_it_and_not_for_ever() -> None:
    rounds = threading.Semaphore(0)
    stuck = Watch(lambda: rounds.acquire(timeout=PATIENCE))
    stuck.begin()
    began = time.monotonic()
    watch.wait(0.2)
    assert 0.2 <= time.monotonic() - began < PATIENCE
    rounds.release(2)  # this round, and one that it may have begun before it is told
    stuck.end()
    watch.wait(0.0)
    assert pump.GRACE < watch.PATIENCE < 8


def test_one_that_fails_is_over(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> bool:
        raise ZeroDivisionError

    failing = Watch(fail)
    failing.begin()
    watch.wait(PATIENCE)
    assert "not watched any more" in caplog.text
    failing.end()
