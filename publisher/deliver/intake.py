"""From due deliveries to requests under way."""

import logging
import time

from django.db import connection
from django.utils import timezone

from newswire.publisher import conf, tracing, transports
from newswire.publisher.transports.base import Destination, ErrorKind, RequestError

from . import clock, handover, lanes, losses, messages
from .claim import claim
from .http import Sender
from .ledger import AWAY, DATABASE_PAUSE, Flight, Ledger
from .messages import Body
from .pick import Claimed

logger = logging.getLogger("newswire.deliver")

# Seconds between two looks for leases that ran out, and for lanes whose hint was lost.
LOSSES_EVERY, REPAIR_EVERY = 1.0, 60.0


class Intake:
    """Claims for one pump and starts what it gets."""

    def __init__(self, sender: Sender, ledger: Ledger) -> None:
        self._sender = sender
        self._ledger = ledger
        self._bodies = messages.Bodies()
        self._lanes_first = False
        self._losses_at = self._repair_at = self._away_until = 0.0

    def take(self, room: int) -> int:
        """Claims up to `room` deliveries and starts them; how many.

        Raises OperationalError where the database is away and nothing is under way that could be lost.
        """
        # Read before the claim: the lease then ends for us no later than for the database.
        claimed_at = time.monotonic()
        if claimed_at < self._away_until:
            return 0
        try:
            if claimed := self._next(room):
                self._start(claimed, claimed_at)
            # What has begun leaves with the next poll; a worker that is always busy keeps house even so.
            patience = LOSSES_EVERY if claimed else 0.0
            if self._keep_house(claimed_at, patience) and not claimed and (claimed := claim(room)):
                self._start(claimed, claimed_at)
        except AWAY:
            if not self._sender and not self._ledger:
                raise
            logger.exception("claiming failed; trying again")
            connection.close()
            self._away_until = claimed_at + DATABASE_PAUSE
            return 0
        return len(claimed)

    def _next(self, room: int) -> list[Claimed]:
        """What was handed over, or of lanes: by turns, where there is of both."""
        if self._lanes_first:
            self._lanes_first = False
            return claim(room) or handover.take(room)
        handed = handover.take(room)
        self._lanes_first = bool(handed)
        return handed or claim(room)

    def _keep_house(self, now: float, patience: float) -> int:
        """How many deliveries or lanes may be claimed for it, that could not before."""
        found = 0
        if now >= self._losses_at + patience:
            self._losses_at = now + LOSSES_EVERY
            # In this order: what nobody took was not lost by anybody.
            found += handover.give_back() + losses.take_back()
        if now >= self._repair_at + patience:
            self._repair_at = now + REPAIR_EVERY
            found += lanes.repair(clock.now())
        return found

    def _start(self, claimed: list[Claimed], claimed_at: float) -> None:
        found = messages.destinations({one.channel_id for one in claimed}, timezone.now())
        bodies = self._bodies.of(claimed)
        whole = losses.lease().total_seconds()
        for one in claimed:
            # A channel that is deleted meanwhile takes its deliveries with it.
            if destination := found.get(one.channel_id):
                lease = whole if one.lease_left is None else min(whole, one.lease_left)
                self._send(one, destination, bodies.get(messages.key_of(one)), claimed_at + lease)

    def _send(self, one: Claimed, destination: Destination, body: Body | None, lease_ends: float) -> None:
        above = body.traceparent if body else ""
        span = _span(one, above) if above else None
        try:
            # KeyError: handed over by another release, which has a kind of channel that we have not.
            transport = transports.by_request(destination.transport)
            onward = tracing.parent_of(span, above)
            request = transport.request(messages.message(one, destination, body, onward))
            # The last look before the start. A process frozen since the claim starts nothing: someone
            # else may hold the delivery by now, or have sent a newer one.
            seconds = min(conf.get().deadline, lease_ends - time.monotonic())
            if seconds > 0:
                self._sender.start(request, Flight(one, transport, body, span, destination.address), seconds)
        except RequestError as error:
            self._ledger.refuse(one, body, error, span)
        except Exception as error:
            logger.exception("delivery=%s channel=%s cannot be made a request", one.id, one.channel_id)
            self._ledger.refuse(one, body, RequestError(ErrorKind.TRANSPORT, type(error).__name__), span)


def _span(one: Claimed, above: str) -> tracing.Span:
    facts = {"delivery": one.id, "channel": one.channel_id, "attempt": one.attempt}
    return tracing.begin("newswire send", above, **facts)
