"""When a channel is left alone, and how it comes back."""

from datetime import UTC, datetime, timedelta

import pytest

from newswire.publisher.deliver import breaker
from newswire.publisher.deliver.breaker import Health, Sign
from newswire.publisher.models import Lane
from newswire.publisher.transports.base import ErrorKind, Outcome, Verdict

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CAP = 4
OK = Verdict(Outcome.DELIVERED)
DOWN = Verdict(Outcome.RETRY, ErrorKind.SERVER_ERROR)
REJECTED = Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED)
THROTTLED = Verdict(Outcome.RETRY, ErrorKind.THROTTLED, retry_after=60)
OURS = Verdict(Outcome.RETRY, ErrorKind.SECRET)
CLOSED, OPEN, HALF_OPEN = Lane.Breaker.CLOSED, Lane.Breaker.OPEN, Lane.Breaker.HALF_OPEN


def after(health: Health, *verdicts: Verdict, attempt: int = 1, now: datetime = NOW) -> Health:
    for verdict in verdicts:
        health = breaker.after(health, verdict, attempt, CAP, now)
    return health


def probed(health: Health, verdict: Verdict, attempt: int = 1) -> Health:
    return after(health._replace(breaker=HALF_OPEN), verdict, attempt=attempt)


def test_five_failures_in_a_row_open_it() -> None:
    assert after(Health(), *[DOWN] * 4).breaker == CLOSED
    health = after(Health(), *[DOWN] * 5)

    assert (health.breaker, health.failures, health.failing_since) == (OPEN, 5, NOW)
    assert NOW + timedelta(seconds=5) <= health.probe_at <= NOW + timedelta(seconds=6)


def test_a_success_between_them_starts_the_count_again() -> None:
    assert after(Health(), *[DOWN] * 4, OK, *[DOWN] * 4).breaker == CLOSED


def test_one_article_that_cannot_be_digested_does_not_stop_the_others() -> None:
    assert after(Health(), *[DOWN] * 20, attempt=3).breaker == CLOSED


def test_refusals_of_articles_do_not_open_it() -> None:
    assert after(Health(), *[REJECTED] * 20).breaker == CLOSED


def test_operators_hear_of_a_site_that_refuses_all() -> None:
    health, later = after(Health(), *[REJECTED] * 20), NOW + timedelta(seconds=60)

    assert breaker.news(Health(), health, later) == "failing"
    assert breaker.news(health._replace(told="failing"), after(health, OK), later) == "recovered"


def test_nor_is_one_article_that_is_refused_again_and_again_news() -> None:
    health = Health()
    for attempt in (1, 2, 3, 4):
        health = after(health, REJECTED, attempt=attempt)

    assert breaker.news(Health(), health, NOW + timedelta(seconds=60)) == ""


def test_a_site_that_asks_for_time_is_no_news_unless_it_goes_on() -> None:
    later = NOW + timedelta(seconds=60)
    health = after(after(Health(), *[THROTTLED] * 20), *[THROTTLED] * 20, attempt=2)
    assert health == Health()

    health = after(health, *[THROTTLED] * 20, attempt=3)
    assert breaker.news(Health(), health, later) == "failing"
    assert health.breaker == CLOSED
    assert after(health, DOWN).breaker == CLOSED
    assert breaker.news(health._replace(told="failing"), after(health, OK), later) == "recovered"


def test_a_failure_of_the_network_after_many_refusals_is_not_the_hundredth() -> None:
    health = after(Health(), *[REJECTED] * 100, DOWN)
    assert health.breaker == CLOSED
    assert after(health, DOWN).probe_at <= NOW + timedelta(seconds=6)


def test_faults_of_ours_do_not_open_it() -> None:
    assert after(Health(), *[OURS] * 20) == Health()


def test_answers_that_were_under_way_when_it_opened_say_nothing_new() -> None:
    health = after(Health(), *[DOWN] * 5)

    assert after(health, *[DOWN] * 10) == health


def test_a_probe_that_fails_doubles_the_wait_up_to_ten_minutes() -> None:
    health, waits = after(Health(), *[DOWN] * 5), []
    for _ in range(12):
        health = probed(health, DOWN, attempt=7)
        waits.append((health.probe_at - NOW).total_seconds())

    assert health.breaker == OPEN
    assert 10 <= waits[0] <= 12
    assert 20 <= waits[1] <= 24
    assert 600 <= waits[-1] <= 720


def test_the_ladders_setting_shortens_the_probes(settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.1, 0.4]
    health = after(Health(), *[DOWN] * 5)
    for _ in range(5):
        health = probed(health, DOWN)

    assert (health.probe_at - NOW).total_seconds() <= 0.48


def test_a_probe_that_succeeds_closes_it_and_the_ramp_rises_with_each_success() -> None:
    health = probed(after(Health(), *[DOWN] * 5), OK)

    assert (health.breaker, health.failures, health.failing_since, health.ramp) == (CLOSED, 0, None, 1)
    ramps = [health := after(health, OK) for _ in range(4)]
    assert [one.ramp for one in ramps] == [2, 3, None, None]


def test_a_probe_that_is_refused_for_its_content_is_a_sign_of_life() -> None:
    assert probed(after(Health(), *[DOWN] * 5), REJECTED).breaker == CLOSED


@pytest.mark.parametrize("answer", [REJECTED, THROTTLED], ids=["refused", "throttled"])
def test_a_site_that_is_back_and_takes_nothing_has_not_recovered(answer: Verdict) -> None:
    down = after(Health(), *[DOWN] * 5)._replace(told="paused")
    alive, later = probed(down, answer, attempt=4), NOW + timedelta(hours=1)

    assert (alive.breaker, alive.ramp, alive.failing_since) == (CLOSED, 1, NOW)
    assert breaker.news(down, alive, later) == ""
    assert breaker.news(alive, after(alive, *[answer] * 9, attempt=5), later) == ""
    assert after(alive, DOWN).breaker == CLOSED
    assert breaker.news(alive, after(alive, *[DOWN] * 2), later) == ""  # the same incident
    assert breaker.news(alive, after(alive, OK), later) == "recovered"


@pytest.mark.parametrize("answer", [REJECTED, THROTTLED], ids=["refused", "throttled"])
def test_a_blip_that_ends_so_was_none(answer: Verdict) -> None:
    assert probed(after(Health(), *[DOWN] * 5), answer) == Health(ramp=1)


def test_a_probe_that_we_could_not_send_leaves_it_open() -> None:
    health = probed(after(Health(), *[DOWN] * 5), OURS)

    assert (health.breaker, health.failures) == (OPEN, 5)
    assert health.probe_at > NOW


def test_a_failure_on_the_ramp_counts_from_one_again() -> None:
    health = after(probed(after(Health(), *[DOWN] * 5), OK), DOWN)

    assert (health.breaker, health.failures, health.ramp) == (CLOSED, 1, 1)


@pytest.mark.parametrize("error", ErrorKind)
def test_every_kind_of_error_is_a_sign_of_something(error: ErrorKind) -> None:
    outcome = Outcome.DELIVERED if error is ErrorKind.NONE else Outcome.RETRY

    assert breaker.sign(Verdict(outcome, error)) in Sign


class TestNews:
    """Told once an incident, and not of a blip."""

    def failing(self, seconds: float, **changes) -> Health:
        return Health(failures=3, failing_since=NOW - timedelta(seconds=seconds), **changes)

    def test_a_blip_is_no_news(self) -> None:
        assert breaker.news(Health(), self.failing(20), NOW) == ""

    def test_failing_for_half_a_minute_is(self) -> None:
        assert breaker.news(Health(), self.failing(31), NOW) == "failing"

    def test_it_is_told_once(self) -> None:
        told = self.failing(60, told="failing")

        assert breaker.news(told, told, NOW) == ""

    def test_paused_for_five_minutes_is_news_again_once(self) -> None:
        paused = self.failing(301, breaker=OPEN, told="failing")

        assert breaker.news(paused, paused, NOW) == "paused"
        told = paused._replace(told="paused")
        assert breaker.news(told, told, NOW) == ""

    def test_recovery_is_told_only_of_what_was_told(self) -> None:
        assert breaker.news(self.failing(20), Health(), NOW) == ""
        assert breaker.news(self.failing(60, told="failing"), Health(), NOW) == "recovered"
