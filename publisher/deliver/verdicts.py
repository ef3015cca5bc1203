"""Records what came of a batch of attempts: deliveries, attempts and copies; after it health.py, the lanes.

Two transactions. Dispatch locks copies before lanes; one that locked lanes before copies would deadlock
with it. A crash between the two may leave a lane asleep for which something waits: the repair wakes it.
"""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from newswire.publisher import rows
from newswire.publisher.models import Attempt, Delivery
from newswire.publisher.transports.base import Answer, ErrorKind, Outcome, Verdict

from . import clock, copies, moved, policy
from .pick import Claimed

ANSWER_CHARACTERS = 2000


class Result(NamedTuple):
    """One attempt that is over."""

    claimed: Claimed
    verdict: Verdict
    answer: Answer
    event_state: str
    content_hash: str
    address: str = ""  # of the channel, when it was sent; empty: it was not


class Decision(NamedTuple):
    """What becomes of its delivery."""

    result: Result
    state: str
    again: datetime | None  # when it is tried again


DECIDED = {
    "delivery_id": "bigint",
    "fence": "int",
    "state": "text",
    "next_attempt_at": "timestamptz",
    "done_at": "timestamptz",
    "status": "int",
    "error": "text",
}

# Plain texts: an enum's member costs as much as the row it is written to.
DELIVERED, QUEUED, PARKED = (
    state.value for state in (Delivery.State.DELIVERED, Delivery.State.QUEUED, Delivery.State.PARKED)
)
OUTCOMES = {
    DELIVERED: Attempt.Outcome.DELIVERED.value,
    QUEUED: Attempt.Outcome.RETRY.value,
    PARKED: Attempt.Outcome.PARKED.value,
}

TRIED = (
    "delivery_id",
    "channel_id",
    "number",
    "outcome",
    "started_at",
    "milliseconds",
    "timings",
    "peer",
    "status",
    "error",
    "detail",
    "answer",
    "worker",
)

TIMINGS = '{"resolve": %d, "connect": %d, "tls": %d, "first_byte": %d}'


def record(results: Sequence[Result], worker: str) -> list[Result]:
    """Writes what became of each; those that hold, for `health.update`: the second transaction.

    A result whose delivery was claimed anew meanwhile is void: its fence is old.
    """
    with transaction.atomic():
        now = clock.about_now()
        decided = _decide(results, now)
        if not decided:
            return []
        _log(decided, worker, now)
        ids = {one.result.claimed.id for one in decided}
        valid = [result for result in results if result.claimed.id in ids]
        copies.confirm(valid, now)
    return valid


def _decide(results: Sequence[Result], now: datetime) -> list[Decision]:
    # In the order of ids, so that two workers never wait for each other in a circle.
    elsewhere, in_order = moved.failed_elsewhere(results), sorted(results, key=lambda one: one.claimed.id)
    decided = [_decision(result, now, result.claimed.id in elsewhere) for result in in_order]
    source, parameters = rows.cte("decided", DECIDED, [_decided(one, now) for one in decided])
    # CASE hides state and fence from PostgreSQL's planner: by statistics of a quiet hour it would expect
    # next to nothing under way, and hold each answer against all that is.
    found = rows.execute(
        f"""WITH {source} UPDATE newswire_publisher_delivery AS delivery
        SET state = decided.state, next_attempt_at = decided.next_attempt_at, done_at = decided.done_at,
            leased_until = NULL, last_status = decided.status, last_error = decided.error
        FROM decided
        WHERE {rows.each_of("delivery.id", "decided", "delivery_id")} AND delivery.id = decided.delivery_id
            AND CASE WHEN delivery.id = decided.delivery_id
                THEN delivery.fence = decided.fence AND delivery.state = 'sending' END
        RETURNING id""",
        parameters,
        keep_plan=len(results) == 1,
    )
    valid = {row[0] for row in found}
    return [one for one in decided if one.result.claimed.id in valid]


def _decision(result: Result, now: datetime, elsewhere: bool) -> Decision:
    one, verdict = result.claimed, result.verdict
    if verdict.outcome is Outcome.DELIVERED:
        return Decision(result, DELIVERED, None)
    if elsewhere:  # where its channel is no longer: at once to where it is
        return Decision(result, QUEUED, now)
    again = policy.next_attempt(verdict, one.attempt, one.first_at, now)
    return Decision(result, QUEUED if again else PARKED, again)


def _decided(one: Decision, now: datetime) -> tuple[Any, ...]:
    claimed, result = one.result.claimed, one.result
    done_at = None if one.again else now
    status = result.answer.status or None
    return (
        claimed.id,
        claimed.fence,
        one.state,
        one.again or now,
        done_at,
        status,
        result.verdict.error.value,
    )


def _log(decided: Sequence[Decision], worker: str, now: datetime) -> None:
    tried = [_attempt(one, worker, now) for one in decided]
    columns = ", ".join(TRIED)
    if connection.vendor == "postgresql":
        with (
            connection.wrap_database_errors,  # Django leaves out what COPY raises
            connection.cursor() as cursor,
            cursor.copy(f"COPY newswire_publisher_attempt ({columns}) FROM STDIN") as copy,
        ):
            for row in tried:
                copy.write_row(row)
        return
    marks = ", ".join(["%s"] * len(TRIED))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO newswire_publisher_attempt ({columns}) VALUES ({marks})",
            [[rows.value(item) for item in row] for row in tried],
        )


def _attempt(decision: Decision, worker: str, now: datetime) -> tuple[Any, ...]:
    result = decision.result
    one, verdict, answer = result.claimed, result.verdict, result.answer
    timings = answer.timings
    return (
        one.id,
        one.channel_id,
        one.attempt,
        _outcome(decision),
        now - timedelta(milliseconds=timings.total),
        timings.total,
        TIMINGS % (timings.resolved, timings.connected, timings.secured, timings.first_byte),
        answer.peer[:45],
        answer.status or None,
        verdict.error.value,
        verdict.detail.replace("\0", "")[:500],
        shown(answer.body),
        worker[:100],
    )


def shown(body: bytes) -> str:
    """The start of an answer as text that any database takes: PostgreSQL refuses NUL."""
    if not body:
        return ""
    text = body[: ANSWER_CHARACTERS * 4].decode("utf-8", "replace")
    return text.replace("\0", "\ufffd")[:ANSWER_CHARACTERS]


def _outcome(decision: Decision) -> str:
    if decision.result.verdict.error is ErrorKind.STOPPED:
        return Attempt.Outcome.LOST.value
    return OUTCOMES[decision.state]
