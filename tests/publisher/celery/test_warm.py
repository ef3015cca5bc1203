"""What every child needs for its first page is loaded once, before a worker forks."""

import gc
from collections.abc import Iterator

import pytest
from celery import signals
from support.celery_worker import worker

from newswire.publisher import standby, warm
from newswire.publisher.dispatch import release
from newswire.publisher.languages import names


@pytest.fixture
def undone() -> Iterator[None]:
    """This process is no worker, and nothing of it is to stay frozen."""
    yield
    standby.prepare(worker("newswire.bulk"))
    gc.unfreeze()


@pytest.mark.usefixtures("undone")
@pytest.mark.parametrize(("queue", "loads"), [("newswire", 1), ("newswire.deliver", 0), ("newswire.bulk", 0)])
def test_a_worker_that_renders_loads_it_and_no_other(monkeypatch, queue: str, loads: int) -> None:
    loaded = []
    monkeypatch.setattr(warm, "load", lambda: loaded.append(1))
    signals.celeryd_after_setup.send(sender="any@host", instance=worker(queue), conf=None)
    assert len(loaded) == loads


def test_a_child_then_reads_neither_the_code_nor_the_languages(settings) -> None:
    settings.NEWSWIRE_RELEASE = ""
    made = (release._fingerprint, names.direction)
    for one in made:
        one.cache_clear()
    warm.load()
    before = [one.cache_info().misses for one in made]
    assert before == [1, 1]
    release.release()
    names.direction(settings.LANGUAGE_CODE)
    assert [one.cache_info().misses for one in made] == before
