"""The status table, one test a row."""

import time

import pytest

from newswire.publisher.transports import statuses
from newswire.publisher.transports.base import Answer, ErrorKind, Outcome


@pytest.mark.parametrize(
    ("status", "outcome", "error"),
    [
        (200, Outcome.DELIVERED, ErrorKind.NONE),
        (201, Outcome.DELIVERED, ErrorKind.NONE),
        (202, Outcome.DELIVERED, ErrorKind.NONE),
        (204, Outcome.DELIVERED, ErrorKind.NONE),
        (299, Outcome.DELIVERED, ErrorKind.NONE),
        (300, Outcome.RETRY_BRIEFLY, ErrorKind.NO_REDIRECT),
        (301, Outcome.RETRY_BRIEFLY, ErrorKind.NO_REDIRECT),
        (302, Outcome.RETRY_BRIEFLY, ErrorKind.NO_REDIRECT),
        (304, Outcome.RETRY_BRIEFLY, ErrorKind.NO_REDIRECT),
        (307, Outcome.RETRY_BRIEFLY, ErrorKind.NO_REDIRECT),
        (308, Outcome.RETRY_BRIEFLY, ErrorKind.NO_REDIRECT),
        (400, Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
        (401, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
        (403, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
        (404, Outcome.RETRY_BRIEFLY, ErrorKind.NOT_FOUND),
        (405, Outcome.RETRY_BRIEFLY, ErrorKind.NOT_FOUND),
        (408, Outcome.RETRY, ErrorKind.TIMEOUT),
        (409, Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
        (410, Outcome.DISABLE, ErrorKind.GONE),
        (413, Outcome.RETRY_BRIEFLY, ErrorKind.TOO_LARGE),
        (422, Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
        (425, Outcome.RETRY, ErrorKind.THROTTLED),
        (429, Outcome.RETRY, ErrorKind.THROTTLED),
        (500, Outcome.RETRY, ErrorKind.SERVER_ERROR),
        (502, Outcome.RETRY, ErrorKind.SERVER_ERROR),
        (503, Outcome.RETRY, ErrorKind.SERVER_ERROR),
        (504, Outcome.RETRY, ErrorKind.SERVER_ERROR),
        (599, Outcome.RETRY, ErrorKind.SERVER_ERROR),
        (199, Outcome.RETRY, ErrorKind.BAD_ANSWER),
        (600, Outcome.RETRY, ErrorKind.BAD_ANSWER),
    ],
)
def test_status(status: int, outcome: Outcome, error: ErrorKind) -> None:
    verdict = statuses.verdict(Answer(status))

    assert (verdict.outcome, verdict.error) == (outcome, error)


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ErrorKind.TIMEOUT, Outcome.RETRY),
        (ErrorKind.TLS, Outcome.RETRY),
        (ErrorKind.BAD_ANSWER, Outcome.RETRY),
        (ErrorKind.REFUSED_ADDRESS, Outcome.RETRY_BRIEFLY),
        (ErrorKind.BAD_ADDRESS, Outcome.RETRY_BRIEFLY),
    ],
)
def test_no_answer(error: ErrorKind, outcome: Outcome) -> None:
    assert statuses.verdict(Answer(0, error=error)).outcome is outcome


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_says_where_to(status: int) -> None:
    verdict = statuses.verdict(Answer(status, {"location": "https://new.example/"}))

    assert (verdict.outcome, verdict.error) == (Outcome.RETRY_BRIEFLY, ErrorKind.REDIRECT)
    assert verdict.detail == "https://new.example/"


@pytest.mark.parametrize("location", ["/new", "new", "//new.example/", "HTTPS://new.example/"])
def test_a_redirect_to_an_address_that_a_channel_may_have(location: str) -> None:
    verdict = statuses.verdict(Answer(302, {"location": location}))

    assert (verdict.error, verdict.detail) == (ErrorKind.REDIRECT, location)


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("http://169.254.169.254/latest/meta-data/", True),
        ("http://10.0.0.1/", True),
        ("//[::1]/", False),
        ("javascript:alert(1)", False),
        ("JavaScript:alert(1)", False),
        ("java\tscript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://files.example/", False),
        ("https://user:secret@new.example/", False),
        ("http://[", False),
    ],
)
def test_a_redirect_to_where_no_channel_may_go_is_no_advice(location: str, shown: bool) -> None:
    verdict = statuses.verdict(Answer(302, {"location": location}))

    assert (verdict.outcome, verdict.error) == (Outcome.RETRY_BRIEFLY, ErrorKind.BAD_REDIRECT)
    assert verdict.detail == (location if shown else "")


@pytest.mark.parametrize("location", ["https://news.example/hook", "/hook", "hook", "//news.example/hook"])
def test_a_redirect_to_the_address_that_was_asked_is_no_advice(location: str) -> None:
    verdict = statuses.verdict(Answer(308, {"location": location}))

    assert statuses.judged_at("https://news.example/hook", verdict).error is ErrorKind.BAD_REDIRECT
    assert statuses.judged_at("https://news.example/old", verdict) == verdict


@pytest.mark.parametrize(
    ("challenge", "error"),
    [
        ('Basic realm="Staging"', ErrorKind.PASSWORD),
        ("digest nonce=1", ErrorKind.PASSWORD),
        ("NTLM", ErrorKind.PASSWORD),
        ("Bearer", ErrorKind.UNAUTHORISED),
        ("Signature", ErrorKind.UNAUTHORISED),
    ],
)
def test_a_site_that_asks_for_a_password_does_not_refuse_our_signature(
    challenge: str, error: ErrorKind
) -> None:
    verdict = statuses.verdict(Answer(401, {"www-authenticate": challenge}))

    assert (verdict.outcome, verdict.error) == (Outcome.RETRY_BRIEFLY, error)
    assert verdict.detail == challenge


def test_a_status_of_zero_is_no_broken_connection() -> None:
    assert statuses.verdict(Answer(0)).error is ErrorKind.BAD_ANSWER


@pytest.mark.parametrize("status", [429, 500, 400, 302, 600])
def test_a_receiver_may_ask_not_to_be_sent_this_one_again(status: int) -> None:
    verdict = statuses.verdict(Answer(status, {"webhook-delivery": "Abort-Message"}))

    assert (verdict.outcome, verdict.error) == (Outcome.PARKED, ErrorKind.ABORTED)


@pytest.mark.parametrize("status", [302, 400, 429, 503, 600])
@pytest.mark.parametrize("more", [{}, {"webhook-delivery": "abort-message"}])
def test_with_any_failure_a_receiver_may_ask_for_time(status: int, more: dict[str, str]) -> None:
    assert statuses.verdict(Answer(status, {"retry-after": "60", **more})).retry_after == 60


def test_what_was_taken_is_taken_whatever_else_it_says() -> None:
    assert statuses.verdict(Answer(200, {"webhook-delivery": "abort-message"})).outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999999999999999", 1e20),
        ("0000000000000000120", 120),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("1e9", None),
        ("٣", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert statuses.retry_after(Answer(503, {"retry-after": value})) == seconds


@pytest.mark.parametrize(
    "form", ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"]
)
def test_retry_after_as_a_date_in_each_of_the_three_forms_of_http(form: str) -> None:
    value = time.strftime(form, time.gmtime(time.time() + 60))

    assert statuses.retry_after(Answer(503, {"retry-after": value})) == pytest.approx(60, abs=3)
