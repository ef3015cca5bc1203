"""What an HTTP answer means, as data: the status table of Standard Webhooks and our own rows beside it."""

from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from django.utils import timezone

from newswire.publisher import addresses

from .base import Answer, ErrorKind, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class Row:
    statuses: range
    outcome: Outcome
    error: ErrorKind


def _one(status: int, outcome: Outcome, error: ErrorKind) -> Row:
    return Row(range(status, status + 1), outcome, error)


# The first row that holds a status decides.
TABLE = (
    Row(range(200, 300), Outcome.DELIVERED, ErrorKind.NONE),
    # Not followed: a redirect could lead to an address that was never checked, and drops the body.
    Row(range(300, 400), Outcome.RETRY_BRIEFLY, ErrorKind.REDIRECT),
    _one(401, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
    _one(403, Outcome.RETRY_BRIEFLY, ErrorKind.UNAUTHORISED),
    _one(404, Outcome.RETRY_BRIEFLY, ErrorKind.NOT_FOUND),
    _one(405, Outcome.RETRY_BRIEFLY, ErrorKind.NOT_FOUND),  # nobody takes webhooks there
    _one(408, Outcome.RETRY, ErrorKind.TIMEOUT),
    _one(410, Outcome.DISABLE, ErrorKind.GONE),
    _one(413, Outcome.RETRY_BRIEFLY, ErrorKind.TOO_LARGE),
    _one(425, Outcome.RETRY, ErrorKind.THROTTLED),
    _one(429, Outcome.RETRY, ErrorKind.THROTTLED),
    Row(range(400, 500), Outcome.RETRY_BRIEFLY, ErrorKind.REJECTED),
    Row(range(500, 600), Outcome.RETRY, ErrorKind.SERVER_ERROR),
)

# What a server asks a browser to ask its user for.
PASSWORDS = ("basic", "digest", "negotiate", "ntlm")

# Where no answer came: somebody has to change the address; all else may pass by itself.
NEEDS_A_PERSON = frozenset({ErrorKind.REFUSED_ADDRESS, ErrorKind.BAD_ADDRESS})


def verdict(answer: Answer) -> Verdict:
    """The status decides as soon as the headers are complete, whatever becomes of the body."""
    if not answer.status:
        outcome = Outcome.RETRY_BRIEFLY if answer.error in NEEDS_A_PERSON else Outcome.RETRY
        return Verdict(outcome, answer.error or ErrorKind.BAD_ANSWER, answer.detail)
    row = _row(answer)
    if row.outcome is Outcome.DELIVERED:
        return Verdict(Outcome.DELIVERED, detail=answer.detail)
    if row.outcome is not Outcome.DISABLE and _aborts(answer):
        return Verdict(Outcome.PARKED, ErrorKind.ABORTED, answer.detail, retry_after(answer))
    return Verdict(row.outcome, row.error, _detail(answer), retry_after(answer))


def judged_at(address: str, verdict: Verdict) -> Verdict:
    """The same verdict, where it is known what address was asked: a redirect may lead there again."""
    if verdict.error is ErrorKind.REDIRECT and urljoin(address, verdict.detail) == address:
        return replace(verdict, error=ErrorKind.BAD_REDIRECT)
    return verdict


def _row(answer: Answer) -> Row:
    """A header may say more exactly what is wrong, and so what to do."""
    if answer.status in range(300, 400):
        return _one(answer.status, Outcome.RETRY_BRIEFLY, _redirect(answer.headers.get("location", "")))
    if answer.status == 401 and _asks_for_password(answer.headers.get("www-authenticate", "")):
        return _one(answer.status, Outcome.RETRY_BRIEFLY, ErrorKind.PASSWORD)
    other = _one(answer.status, Outcome.RETRY, ErrorKind.BAD_ANSWER)
    return next((row for row in TABLE if answer.status in row.statuses), other)


def _redirect(location: str) -> ErrorKind:
    if not location:
        return ErrorKind.NO_REDIRECT
    return ErrorKind.REDIRECT if _may_be_entered(location) else ErrorKind.BAD_REDIRECT


def _may_be_entered(location: str) -> bool:
    """Would the form of a channel take it? One that names no site is on the same one."""
    try:
        absolute = urljoin("https://same.example/", location)
    except ValueError:
        return False
    # Names are not looked up: whoever judges answers has hundreds of other requests under way.
    return not addresses.check_address(absolute, resolve=False)


def _asks_for_password(challenge: str) -> bool:
    return challenge.lower().lstrip().startswith(PASSWORDS)


def retry_after(answer: Answer) -> float | None:
    """Seconds from now, of a `Retry-After` in either form; None where there is none that can be read."""
    value = answer.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        at = parsedate_to_datetime(value)
        # Of HTTP's three forms of a date, the oldest names no zone.
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return max(0.0, (at - timezone.now()).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _aborts(answer: Answer) -> bool:
    return answer.headers.get("webhook-delivery", "").strip().lower() == "abort-message"


def _detail(answer: Answer) -> str:
    if answer.status in range(300, 400):
        location = answer.headers.get("location", "")
        # A person reads it, and may follow it: nothing that runs, nor what reads as another address.
        return location[:500] if _may_be_entered(location) else addresses.public_url(location)[:500]
    if answer.status == 401:
        return answer.headers.get("www-authenticate", "")[:500]
    return answer.detail
