"""Batches of random failures, crashes and workers: one at a time, in order, and everything arrives.

`NEWSWIRE_SEEDS=1000 pytest tests/publisher/deliver/test_batches_property.py` drives more of them.
"""

import os
import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from services.waiting import until
from support.factories import announce, make_channel, make_publication

from newswire.publisher import transports
from newswire.publisher.deliver import batches, losses
from newswire.publisher.models import Copy, Delivery, Lane
from newswire.publisher.transports.base import Batch, ErrorKind, Message, Outcome, Verdict

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_SEED = int(os.environ.get("NEWSWIRE_FIRST_SEED", "0"))
SEEDS = int(os.environ.get("NEWSWIRE_SEEDS", "24"))
STEPS = 60
FAILED = Verdict(Outcome.RETRY, ErrorKind.NETWORK)


class Killed(BaseException):
    """What is after it in the worker's code does not run."""


class Carts(transports.Email):
    """Takes what the dice let it, in the order it is given."""

    name = "carts"
    at_once = 10

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.healthy = False
        self.taken: dict[tuple[int, str], list[int]] = {}

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        for message in batch.messages:
            what = (
                "taken"
                if self.healthy
                else self.rng.choices(("taken", "failed", "left", "killed"), (8, 2, 1, 1))[0]
            )
            if what == "killed":
                raise Killed
            if what == "left":
                return
            if what == "taken":
                self._take(batch, message)
            yield message, Verdict(Outcome.DELIVERED) if what == "taken" else FAILED

    def _take(self, batch: Batch, message: Message) -> None:
        publication = Delivery.objects.values_list("publication_id", flat=True).get(pk=message.delivery_id)
        self.taken.setdefault((batch.destination.id, publication), []).append(message.version)


class World:
    """Some channels and pages, and workers that each hold a batch for a while."""

    def __init__(self, seed: int, carts: Carts) -> None:
        self.rng, self.carts = carts.rng, carts
        self.channels = [
            make_channel(f"{seed}/{number}", transport=carts.name, cap=self.rng.randint(1, 10))
            for number in range(2)
        ]
        self.publications = [make_publication() for _ in range(3)]
        self.held: list[batches._Sending] = []

    def step(self) -> None:
        actions = (self.publish, self.claim, self.send, self.die, self.end_leases, losses.take_back)
        self.rng.choices(actions, (3, 4, 4, 1, 1, 2))[0]()

    def publish(self) -> None:
        announce(self.rng.choice(self.publications), self.channels, gone=self.rng.random() < 0.1)

    def claim(self) -> None:
        if claimed := batches._claimed():
            assert len({one.channel_id for one in claimed}) == 1
            self.held.append(batches._Sending(claimed))

    def send(self) -> None:
        if not self.held:
            return
        sending = self.held.pop(self.rng.randrange(len(self.held)))
        try:
            sending.run()
        except Killed:
            self.end_leases()

    def die(self) -> None:
        if self.held:
            self.held.pop(self.rng.randrange(len(self.held)))
            self.end_leases()

    def end_leases(self) -> None:
        """Of those that nobody living holds: a batch ends long before its lease."""
        living = [delivery_id for sending in self.held for delivery_id in sending._open]
        past = timezone.now() - timedelta(seconds=1)
        lost = Delivery.objects.filter(state=Delivery.State.SENDING).exclude(pk__in=living)
        lost.update(leased_until=past)
        Lane.objects.filter(channel__in=lost.values("channel")).update(due_at=past)

    def settle(self) -> None:
        self.carts.healthy = True
        while self.held:
            self.send()
        self.end_leases()
        until(self.is_over_after_one_more)

    def is_over_after_one_more(self) -> bool:
        Delivery.objects.filter(state=Delivery.State.QUEUED).update(next_attempt_at=timezone.now())
        Lane.objects.update(due_at=timezone.now(), probe_at=None, hold_until=None)
        batches.run(0.2)
        open_states = (Delivery.State.QUEUED, Delivery.State.SENDING)
        return not Delivery.objects.filter(state__in=open_states).exists()

    def check(self) -> None:
        for taken in self.carts.taken.values():
            assert taken == sorted(taken), "an older version after a newer one"
        for publication in self.publications:
            for channel in self.channels if publication.version else ():
                assert self.carts.taken[channel.pk, publication.pk][-1] == publication.version
                assert (
                    Copy.objects.get(channel=channel, publication=publication).version == publication.version
                )


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + SEEDS))
def test_batches_keep_the_order_and_everything_arrives_whatever_the_seed(
    seed: int, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.01, 0.02, 0.05] + [0.05] * 60
    carts = Carts(random.Random(seed))
    monkeypatch.setitem(transports._BY_BATCH, carts.name, carts)
    world = World(seed, carts)
    for _ in range(STEPS):
        world.step()
    world.settle()
    world.check()
