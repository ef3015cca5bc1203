"""When to try again, and when to stop."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswire.publisher import conf
from newswire.publisher.deliver import policy
from newswire.publisher.transports.base import ErrorKind, Outcome, Verdict

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FAILED = Verdict(Outcome.RETRY, ErrorKind.SERVER_ERROR)
REFUSED = Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED)


def ladder_of(verdict: Verdict) -> list[timedelta]:
    """When each attempt is made, counted from the first, until it is parked."""
    now, times = NOW, []
    for attempt in range(1, 100):
        times.append(now - NOW)
        again = policy.next_attempt(verdict, attempt, NOW, now)
        if again is None:
            return times
        now = again
    raise AssertionError("never parked")


def test_the_long_ladder_ends_no_earlier_than_three_days_after_the_first() -> None:
    for _ in range(50):
        times = ladder_of(FAILED)

        assert len(times) == 10
        assert timedelta(seconds=5) <= times[1] <= timedelta(seconds=6)
        assert timedelta(hours=72) <= times[-1] <= timedelta(hours=91)


def test_what_only_a_person_can_mend_is_tried_on_the_first_steps_alone() -> None:
    times = ladder_of(REFUSED)

    assert len(times) == 4
    assert timedelta(minutes=35) <= times[-1] <= timedelta(minutes=43)


def test_probes_that_come_more_often_do_not_eat_the_ladder() -> None:
    assert policy.next_attempt(FAILED, 60, NOW, NOW + timedelta(hours=10)) is not None
    assert policy.next_attempt(FAILED, 60, NOW, NOW + timedelta(hours=80)) is None


def test_a_day_without_workers_does_not_shorten_the_number_of_tries() -> None:
    assert policy.next_attempt(FAILED, 3, NOW, NOW + timedelta(days=9)) is not None


@pytest.mark.parametrize("outcome", [Outcome.PARKED, Outcome.DISABLE, Outcome.DELIVERED])
def test_nothing_else_is_tried_again(outcome: Outcome) -> None:
    assert policy.next_attempt(Verdict(outcome), 1, NOW, NOW) is None


def test_retry_after_lengthens_a_wait_and_is_capped() -> None:
    asked = Verdict(Outcome.RETRY, ErrorKind.SERVER_ERROR, retry_after=900)
    absurd = Verdict(Outcome.RETRY, ErrorKind.SERVER_ERROR, retry_after=1e12)

    assert policy.next_attempt(asked, 1, NOW, NOW) == NOW + timedelta(seconds=900)
    assert policy.next_attempt(absurd, 1, NOW, NOW) == NOW + timedelta(hours=24)
    assert policy.next_attempt(asked, 4, NOW, NOW) > NOW + timedelta(hours=2)


@given(st.floats(min_value=0, allow_nan=False), st.integers(1, 200))
def test_no_retry_after_is_too_odd(seconds: float, attempt: int) -> None:
    verdict = Verdict(Outcome.RETRY, ErrorKind.THROTTLED, retry_after=seconds)
    again = policy.next_attempt(verdict, attempt, NOW, NOW)

    assert again is not None
    assert again <= NOW + timedelta(hours=24) * (1 + policy.JITTER)
    assert policy.hold(verdict) <= timedelta(hours=24)


def test_a_lost_worker_costs_no_wait_at_first() -> None:
    lost = Verdict(Outcome.RETRY, ErrorKind.LOST)

    assert [policy.next_attempt(lost, attempt, NOW, NOW) for attempt in (1, 2, 3)] == [NOW] * 3
    assert policy.next_attempt(lost, 4, NOW, NOW) >= NOW + timedelta(seconds=5)


def test_a_throttled_channel_is_left_alone_though_it_does_not_say_how_long() -> None:
    assert policy.hold(Verdict(Outcome.RETRY, ErrorKind.THROTTLED)) == timedelta(seconds=5)
    assert policy.hold(FAILED) == timedelta(0)


def test_the_setting_shortens_the_ladder(settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.1, 0.2]

    assert conf.get().retry_schedule == (0.1, 0.2)
    assert len(ladder_of(FAILED)) == 3


def test_without_a_ladder_nothing_is_tried_again(settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = []

    assert policy.next_attempt(FAILED, 1, NOW, NOW) is None


def test_who_says_when_to_come_back_is_believed_and_asked_ever_less_often() -> None:
    ladder = conf.get().retry_schedule
    asked = Verdict(Outcome.RETRY, ErrorKind.THROTTLED, retry_after=1)
    waits = [
        (policy.next_attempt(asked, attempt, NOW, NOW) - NOW).total_seconds() for attempt in range(1, 40)
    ]

    assert all(2 ** (number - 1) <= waits[number - 1] <= 1.2 * 2 ** (number - 1) for number in range(2, 9))
    assert max(waits) <= 1.2 * max(ladder) and waits[-1] >= ladder[-1]
