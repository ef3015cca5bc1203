"""A flood of wake-ups costs a few turns."""

import gc
import itertools
import time

import pytest
from celery import signals

from newswire.publisher import stopping, turns
from newswire.publisher.schedule import BEAT_SCHEDULE
from newswire.publisher.turns import Spaced, Turns


def test_a_thousand_wake_ups_sent_before_one_turn_are_served_by_it() -> None:
    worked: list[float] = []
    task = Turns(worked.append, again=lambda: None)
    sent = [time.time() for _ in range(1000)]
    time.sleep(0.01)
    assert [task.take(at) for at in sent].count(True) == 1
    assert len(worked) == 1


def test_a_wake_up_sent_since_is_not_passed_over() -> None:
    task = Turns(lambda seconds: None, again=lambda: None)
    task.take(time.time())
    time.sleep(0.01)
    assert task.take(time.time())


def test_the_sweep_looks_whatever_was_served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SPARED", 0.05)
    task = Turns(lambda seconds: None, again=lambda: None)
    assert task.take(None)
    time.sleep(0.1)
    assert task.take(None)


@pytest.mark.parametrize("sent_ago", [None, 600, -600])
def test_a_heap_of_what_was_sent_long_ago_costs_one_turn(sent_ago: float | None) -> None:
    """A worker that was stopped finds the sweeps of the time since."""
    task = Turns(lambda seconds: None, again=lambda: None)
    sent = None if sent_ago is None else time.time() - sent_ago
    assert [task.take(sent) for _ in range(1000)].count(True) < 10


@pytest.mark.parametrize("behind", [600, -600])
def test_a_sender_whose_clock_is_wrong_is_not_passed_over(
    behind: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "SPARED", 0.05)
    task = Turns(lambda seconds: None, again=lambda: None)
    for _ in range(3):
        assert task.take(time.time() - behind)
        time.sleep(0.1)


@pytest.mark.parametrize("apart", [600, -600])
def test_a_sweep_of_a_beat_whose_clock_is_ten_minutes_off_is_taken(apart: float) -> None:
    """By the rule that Celery's workers go by: later than it expires, it is void."""
    sent = time.time() - apart
    assert all(time.time() < sent + one["options"]["expires"] for one in BEAT_SCHEDULE.values())


def test_of_a_heap_of_steps_few_are_taken() -> None:
    """Each would work for its seconds."""
    taken: list[float] = []

    def work() -> None:
        taken.append(time.monotonic())

    step = Spaced(work, every=0.4)
    while not taken or time.monotonic() - taken[0] < 1:
        step.take()
    apart = [later - earlier for earlier, later in itertools.pairwise(taken)]
    assert apart and min(apart) >= 0.2


def test_a_step_that_fails_is_not_tried_at_once_either() -> None:
    step = Spaced(lambda: 1 / 0, every=60)
    with pytest.raises(ZeroDivisionError):
        step.take()
    assert not step.take()


def test_a_turn_cut_short_asks_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "SECONDS", 0.05)
    again: list[bool] = []
    task = Turns(time.sleep, again=lambda: again.append(True), slice=0.02)
    sent = time.time()
    assert task.take(sent)
    assert again == [True]
    assert task.take(sent)  # it may have left work undone, so it has served nobody


def test_a_worker_that_may_stay_works_whenever_it_is_called_and_passes_over_what_that_served() -> None:
    again: list[bool] = []
    calls = [True, True, False]
    sent: list[float] = []
    task = Turns(
        lambda seconds: sent.append(time.time()),
        again=lambda: again.append(True),
        stays=lambda seconds: calls.pop(0),
    )
    assert task.take(time.time())
    assert len(sent) == 3
    assert again == [True], "another turn stays ready after it"
    assert task.has_served(sent[1])
    assert task.has_served(sent[2] + turns.TOGETHER / 2), "the message of the commit that called it"
    assert not task.has_served(time.time() + 2 * turns.TOGETHER)


def test_one_that_was_called_and_fails_has_served_nobody() -> None:
    works = [lambda: None, lambda: 1 / 0]
    task = Turns(lambda seconds: works.pop(0)(), again=lambda: None, stays=lambda seconds: True)
    with pytest.raises(ZeroDivisionError):
        task.take(time.time())
    assert not task.has_served(time.time() - 0.1)


def test_a_turn_stays_ready_for_some_seconds_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "STAYS", 0.2)
    left: list[float] = []

    def called(seconds: float) -> bool:
        left.append(seconds)
        time.sleep(0.05)
        return seconds > 0

    Turns(lambda seconds: None, again=lambda: None, stays=called).take(None)
    assert left == sorted(left, reverse=True)
    assert left[0] <= 0.2 and left[-1] <= 0


def test_a_turn_that_fails_has_served_nobody() -> None:
    def fail(seconds: float) -> None:
        raise ConnectionError

    task = Turns(fail, again=lambda: None)
    sent = time.time()
    for _ in range(2):
        with pytest.raises(ConnectionError):
            task.take(sent)


@pytest.mark.parametrize("ends_early", [True, False])
def test_a_worker_told_to_stop_ends_its_turn_and_wakes_another(ends_early: bool) -> None:
    again: list[bool] = []

    def work(seconds: float) -> None:
        stopping.stop()
        if not ends_early:
            time.sleep(seconds)

    try:
        Turns(work, again=lambda: again.append(True), slice=0.02).take(None)
    finally:
        stopping.resume()
    assert again == [True]


def test_what_a_first_turn_has_loaded_is_spared_by_the_collector() -> None:
    gc.unfreeze()
    loaded: list[list[int]] = []
    task = Turns(lambda seconds: loaded.append([1]), again=lambda: None)
    try:
        task.take(None)
        spared = gc.get_freeze_count()
        assert spared > 0
        assert not any(one is loaded for one in gc.get_objects())
        task.take(None)
        assert gc.get_freeze_count() <= spared  # once: what comes later may be rubbish
    finally:
        gc.unfreeze()


def test_a_worker_that_ends_collects_nothing() -> None:
    gc.unfreeze()
    try:
        Turns(lambda seconds: stopping.stop(), again=lambda: None).take(None)
        assert gc.get_freeze_count() == 0
    finally:
        stopping.resume()
        gc.unfreeze()


def test_a_worker_told_to_stop_spares_python_a_last_look_at_all_that_is_loaded() -> None:
    gc.unfreeze()
    try:
        signals.worker_shutting_down.send(sender=None, sig="SIGTERM", how="Warm", exitcode=0)
        assert stopping.is_set()
        assert gc.get_freeze_count() > 0
    finally:
        stopping.resume()
        gc.unfreeze()
