"""Wakes the workers once the present transaction has committed.

A wake-up says only "look": what there is to do stands in the database. Losing one costs the seconds
until the beat's next sweep, so nothing here raises, retries or waits long for a broker that is down.
"""

import os
import threading
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from . import broker, conf, transports

LATER = 0.25  # seconds: then what is fresh has left, and the processors are free
BEFORE_THE_BEAT = timedelta(seconds=20)  # twice the interval of its task


def dispatch_soon() -> None:
    """A publication's generation was raised: someone should render and announce it."""
    _after_commit(_dispatch)
    if conf.get().hub:
        hub_soon()  # feeds show what is live, whether any channel wants it or not


def deliver_soon() -> None:
    """Deliveries were queued: someone should send them."""
    _after_commit(_deliver)


def sending_soon(kinds: Collection[str]) -> None:
    """The same, for channels of these transports."""
    batched = set(transports.names_by_batch())
    if not batched.isdisjoint(kinds):
        batch_soon()
    if not batched.issuperset(kinds):
        deliver_soon()


def batch_soon() -> None:
    """Deliveries were queued for channels that are sent batches."""
    _after_commit(_batch)


def follow_soon() -> None:
    """A change was noted: someone should raise the pages that show what was changed."""
    _after_commit(_follow)


def follow_later() -> None:
    """The same where an announcement is what was noted: its deliveries go first."""
    _after_commit(_follow_later)


def trigger_soon() -> None:
    """A call of the publish webhook was accepted: someone should act on it."""
    _after_commit(_trigger)


def jobs_soon() -> None:
    """A job was started or resumed: someone should move it on."""
    _after_commit(_jobs)


def machine_soon() -> None:
    """A machine translation was asked for: someone should get it."""
    _after_commit(_machine)


def hub_soon() -> None:
    """A subscription was asked for, or a feed may have changed: someone should see to the subscribers."""
    _after_commit(_hub)


def publish_at(moment: datetime) -> None:
    """Something goes live at a moment that may come before the beat next looks for such.

    A later one is the beat's: Redis gives a message that waits for an hour to every worker in turn.
    """
    if moment - timezone.now() > BEFORE_THE_BEAT:
        return
    transaction.on_commit(partial(broker.send, "newswire.publish_scheduled", eta=moment), robust=True)


class _Later:
    """A wake-up for what nobody waits for: sent a moment later, once for all that was noted meanwhile.

    At once, its way through the broker would take the processors from the article that it follows. A process
    that ends before leaves it to the beat's sweep.
    """

    def __init__(self, task: str) -> None:
        self._task = task
        self._waits_in = 0  # the process; a fork copies no thread

    def __call__(self) -> bool:
        if self._waits_in != os.getpid():
            self._waits_in = os.getpid()
            timer = threading.Timer(LATER, self._send)
            timer.daemon = True
            timer.start()
        return True

    def _send(self) -> None:
        self._waits_in = 0  # first: what is noted from now on may need another
        broker.send(self._task)


_dispatch = partial(broker.send, "newswire.dispatch")
_deliver = partial(broker.send, "newswire.deliver")
_batch = partial(broker.send, "newswire.batch")
_follow = partial(broker.send, "newswire.follow")
_follow_later = _Later("newswire.follow")
_trigger = partial(broker.send, "newswire.trigger")
_jobs = partial(broker.send, "newswire.jobs")
_machine = partial(broker.send, "newswire.machine")
_hub = partial(broker.send, "newswire.hub")


def _after_commit(send: Callable[[], bool]) -> None:
    connection = transaction.get_connection()
    # One message a transaction: a bulk action publishes a thousand pages in one. A savepoint that was rolled
    # back has taken its hooks along; what is left goes with the transaction, or with what we stand in too.
    if any(hook is send for _, hook, _ in connection.run_on_commit):
        return
    transaction.on_commit(send, robust=True)
