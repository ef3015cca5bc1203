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
        (301, Outcome.RETRY_BRIEFLY, ErrorKind.REDIRECT),
        (302, Outcome.RETRY_BRIEFLY, ErrorKind.REDIRECT),
        (307, Outcome.RETRY_BRIEFLY, ErrorKind.REDIRECT),
        (308, Outcome.RETRY_BRIEFLY, ErrorKind.REDIRECT),
        (400, Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
        (401, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
        (403, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
        (404, Outcome.RETRY_BRIEFLY, ErrorKind.NOT_FOUND),
        (405, Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
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


def test_a_redirect_says_where_to() -> None:
    assert (
        statuses.verdict(Answer(301, {"location": "https://new.example/"})).detail == "https://new.example/"
    )


@pytest.mark.parametrize("status", [429, 500, 400, 302])
def test_a_receiver_may_ask_not_to_be_sent_this_one_again(status: int) -> None:
    verdict = statuses.verdict(Answer(status, {"webhook-delivery": "Abort-Message"}))

    assert (verdict.outcome, verdict.error) == (Outcome.PARKED, ErrorKind.ABORTED)


def test_what_was_taken_is_taken_whatever_else_it_says() -> None:
    assert statuses.verdict(Answer(200, {"webhook-delivery": "abort-message"})).outcome is Outcome.DELIVERED


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("99999999999999999999", 999999999999),
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
