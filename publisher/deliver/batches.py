"""Sends to channels of the second kind: a batch of one channel at a time, each with its transport.

Claim, order, fences, verdicts, breaker and copies are those of the pump. What differs: a batch has its
channel for itself, so that two workers never write the same files, and a lease for all of it.
"""

import logging
import os
import socket
import time
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newswire.publisher import stopping, transports
from newswire.publisher.models import Delivery
from newswire.publisher.transports.base import (
    Batch,
    BatchTransport,
    Destination,
    ErrorKind,
    Message,
    Outcome,
    RequestError,
    Verdict,
)

from . import clock, handover, lanes, losses, messages
from .claim import claim_batch
from .ledger import Ledger
from .messages import Body
from .pick import Claimed

logger = logging.getLogger("newswire.deliver")

# Seconds that a batch may begin steps in. With one step's deadline it stays below a task's soft limit.
SECONDS = 20.0
# The longest that a batch can live: a task's hard limit. A living one is never taken for lost.
LEASE = timedelta(seconds=125)
# Seconds between two writings of verdicts, at most: what a lost worker repeats.
WRITE_EVERY = 1.0
MOST = 1000


def run(seconds: float = 20) -> int:
    """Sends until nothing is due, `seconds` have passed, or the worker is told to stop.

    A batch that has begun goes on for SECONDS. Returns the number of deliveries attempted.
    """
    ends, sent = time.monotonic() + seconds, 0
    handover.give_back()
    losses.take_back()
    while time.monotonic() < ends and not stopping.is_set() and (claimed := _claimed()):
        sent += _Sending(claimed).run()
    return sent


def _claimed() -> list[Claimed]:
    """A batch, leased to us for as long as it may take."""
    with transaction.atomic():
        claimed = claim_batch(MOST)
        until = clock.now() + LEASE
        Delivery.objects.filter(pk__in=[one.id for one in claimed]).update(leased_until=until)
    return claimed


class _Sending:
    """One batch, from its claim to its verdicts."""

    def __init__(self, claimed: Sequence[Claimed]) -> None:
        self._open = {one.id: one for one in claimed}
        self._bodies = messages.Bodies().of(claimed)
        self._ledger = Ledger(f"{socket.gethostname()}:{os.getpid()}")
        self._written_at = time.monotonic()

    def run(self) -> int:
        count = len(self._open)
        channel_id = next(iter(self._open.values())).channel_id
        found = messages.destinations([channel_id], timezone.now())
        # A channel that is deleted meanwhile takes its deliveries with it.
        if destination := found.get(channel_id):
            self._send(destination, transports.by_batch(destination.transport))
        self._write()
        _give_back(list(self._open.values()))
        return count - len(self._open)

    def _send(self, destination: Destination, transport: BatchTransport) -> None:
        batch = Batch(destination, tuple(self._messages(destination)), time.monotonic() + SECONDS)
        try:
            for message, verdict in transport.send_batch(batch):
                self._note(message.delivery_id, verdict, destination.address)
                if time.monotonic() > self._written_at + WRITE_EVERY:
                    self._write()
        except Exception as error:
            logger.exception("channel=%s: its batch broke off", destination.id)
            ours = Verdict(Outcome.RETRY, ErrorKind.TRANSPORT, type(error).__name__)
            for message in batch.messages:
                self._note(message.delivery_id, ours)

    def _messages(self, destination: Destination) -> list[Message]:
        found = []
        for one in list(self._open.values()):
            try:
                found.append(messages.message(one, destination, self._body(one)))
            except RequestError as error:
                self._note(one.id, Verdict(Outcome.RETRY_BRIEFLY, error.kind, error.detail))
        return found

    def _note(self, delivery_id: int, verdict: Verdict, address: str = "") -> None:
        """Of two verdicts the first counts."""
        if one := self._open.pop(delivery_id, None):
            self._ledger.add(one, self._body(one), verdict, address=address)

    def _body(self, one: Claimed) -> Body | None:
        return self._bodies.get(messages.key_of(one))

    def _write(self) -> None:
        while self._ledger:
            self._ledger.write()
        self._written_at = time.monotonic()


def _give_back(left: Sequence[Claimed]) -> None:
    """What the batch did not get to: no attempt was made of it."""
    if not left:
        return
    with transaction.atomic():
        for one in sorted(left):
            Delivery.objects.filter(pk=one.id, fence=one.fence, state=Delivery.State.SENDING).update(
                state=Delivery.State.QUEUED, leased_until=None, attempts=F("attempts") - 1
            )
        lanes.wake({one.channel_id for one in left})
