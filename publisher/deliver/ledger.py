"""Answers that have come and are not written yet."""

import logging
import time
from typing import NamedTuple

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection

from newswire.publisher import logs, tracing
from newswire.publisher.transports.base import Answer, ErrorKind, Outcome, RequestError, Transport, Verdict

from . import health, losses, verdicts
from .messages import Body
from .pick import Claimed
from .verdicts import Result

logger = logging.getLogger("newswire.deliver")

# InternalError: a server that has become a replica, which writes nothing; a new connection finds the other.
AWAY = (OperationalError, InterfaceError, InternalError)
# Seconds between two tries to write while the database is away.
DATABASE_PAUSE = 0.5
NO_ANSWER = Answer(0)
# What only a person can mend; an unreadable secret or a broken transport may come back with a deploy.
BRIEFLY = frozenset({ErrorKind.BAD_ADDRESS, ErrorKind.PAYLOAD, ErrorKind.TOO_LARGE})


class Flight(NamedTuple):
    """A delivery under way."""

    claimed: Claimed
    transport: Transport
    body: Body | None
    span: tracing.Span = None
    address: str = ""  # of the channel, when it was sent


class Ledger:
    """Keeps results until `write`, and through a short absence of the database."""

    def __init__(self, worker: str) -> None:
        self._worker = worker
        self._results: list[Result] = []
        self._written: list[Result] = []  # of which the channels' health does not know yet
        self._failing_since: float | None = None

    def __len__(self) -> int:
        return len(self._results) + len(self._written)

    def enter(self, flight: Flight, answer: Answer) -> None:
        try:
            verdict = flight.transport.verdict(answer)
        except Exception:
            logger.exception("delivery=%s its answer cannot be judged", flight.claimed.id)
            verdict = Verdict(Outcome.RETRY, ErrorKind.TRANSPORT)
        self.add(flight.claimed, flight.body, verdict, answer, flight.span, flight.address)

    def refuse(self, one: Claimed, body: Body | None, error: RequestError, span: tracing.Span = None) -> None:
        """It could not be sent at all."""
        outcome = Outcome.RETRY_BRIEFLY if error.kind in BRIEFLY else Outcome.RETRY
        self.add(one, body, Verdict(outcome, error.kind, error.detail), span=span)

    def add(
        self,
        claimed: Claimed,
        body: Body | None,
        verdict: Verdict,
        answer: Answer = NO_ANSWER,
        span: tracing.Span = None,
        address: str = "",
    ) -> None:
        if span is not None:
            tracing.end(span, **_found(verdict, answer))
        if verdict.outcome is not Outcome.DELIVERED:
            logs.info(logger, "not sent", **_named(claimed, body), **_found(verdict, answer))
        facts = (body.event_state, body.content_hash) if body else ("", "")
        self._results.append(Result(claimed, verdict, answer, *facts, address))

    def give_up(self, flight: Flight) -> None:
        """The worker stops: someone else tries at once."""
        stopped = Verdict(Outcome.RETRY, ErrorKind.STOPPED)
        self.add(flight.claimed, flight.body, stopped, span=flight.span)

    def write(self) -> None:
        """Writes what has come. While the database is away it is kept, until the leases have ended."""
        try:
            self._record()
            health.update(self._written)
        except AWAY:
            self._wait()
            return
        self._failing_since = None
        self._written = []

    def _record(self) -> None:
        if not self._results:  # they are written; it was their channels that could not be told
            return
        try:
            self._written += verdicts.record(self._results, self._worker)
        except AWAY:
            raise
        except (DatabaseError, ValueError):  # ValueError: a text that the driver cannot encode
            logger.exception("a batch of %s verdicts was refused; one by one", len(self._results))
            self._record_each()
        self._results = []

    def _wait(self) -> None:
        logger.exception("%s verdicts cannot be written; trying again", len(self))
        connection.close()
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        if now - self._failing_since > losses.lease().total_seconds():
            # Their leases have ended: they are sent again, and these verdicts are void.
            self._results, self._written, self._failing_since = [], [], None
        time.sleep(DATABASE_PAUSE)

    def _record_each(self) -> None:
        for result in self._results:
            try:
                self._written += verdicts.record([result], self._worker)
            except (DatabaseError, ValueError):
                logger.exception("delivery=%s its verdict was refused", result.claimed.id)


def _found(verdict: Verdict, answer: Answer) -> dict[str, str | int]:
    return {"outcome": verdict.outcome.value, "error": verdict.error.value, "status": answer.status}


def _named(one: Claimed, body: Body | None) -> dict[str, str | int | None]:
    return {
        "publication": one.publication_id,
        "event": one.event_id,
        "channel": one.channel_id,
        "delivery": one.id,
        "attempt": one.attempt,
        "traceparent": body.traceparent if body else "",
    }
