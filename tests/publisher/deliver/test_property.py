"""Random failures, delays, crashes and workers: order is kept and everything arrives, whatever the seed.

`NEWSWIRE_SEEDS=1000 pytest tests/publisher/deliver/test_property.py` drives more of them.
"""

import json
import os
import random
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from services.receiver import Received, Receiver, Reply
from services.waiting import PATIENCE
from support.factories import announce, hand_over, make_channel, make_publication
from support.ready import somebody_ready

from newswire.publisher import wake
from newswire.publisher.deliver import handover, losses, pump
from newswire.publisher.deliver.http import Sender
from newswire.publisher.deliver.pump import Pump
from newswire.publisher.models import Channel, Copy, Delivery, Handover, Lane, Publication
from newswire.publisher.transports.base import Request

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_SEED = int(os.environ.get("NEWSWIRE_FIRST_SEED", "0"))
SEEDS = int(os.environ.get("NEWSWIRE_SEEDS", "24"))
WORKERS = 3
STEPS = 60


@dataclass
class Journal:
    """In order: which requests began, as a worker started them, and which a receiver took with 2xx.

    Begun is noted by the worker: what a killed one had put on the wire is read by the receiver's thread
    whenever that comes to run.
    """

    rng: random.Random
    healthy: bool = False
    entries: list[tuple[str, tuple[str, str], int]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, request: Received) -> Reply:
        try:
            data = json.loads(request.body)["data"]
        except ValueError:
            return Reply(400)  # cut off by a killed worker
        key, version = (request.path, data["id"]), data["version"]
        with self.lock:
            status = 200 if self.healthy else self.rng.choices([200, 500, 429, 408], [6, 2, 1, 1])[0]
            delay = 0.0 if self.healthy else self.rng.choice([0, 0, 0, 0.005, 0.03])
        time.sleep(delay)
        if status == 200:
            with self.lock:
                self.entries.append(("accepted", key, version))
        return Reply(status)

    def begun(self, request: Request) -> None:
        data = json.loads(request.body)["data"]
        with self.lock:
            self.entries.append(("began", (urlsplit(request.url).path, data["id"]), data["version"]))

    def check_order(self) -> None:
        newest: dict[tuple[str, str], int] = {}
        for what, key, version in self.entries:
            if what == "accepted":
                newest[key] = max(version, newest.get(key, 0))
            else:
                assert version >= newest.get(key, 0), (
                    f"{key}: {version} began after {newest[key]} was accepted"
                )

    def accepted(self, key: tuple[str, str]) -> set[int]:
        return {version for what, of, version in self.entries if what == "accepted" and of == key}


class Watched(Sender):
    """Notes each start, just before it."""

    def __init__(self, journal: Journal) -> None:
        super().__init__()
        self._journal = journal

    def start(self, request: Request, token: object, seconds: float) -> None:
        self._journal.begun(request)
        super().start(request, token, seconds)


class World:
    """Some channels, some pages, some workers, driven step by step by one seed."""

    def __init__(self, seed: int, receiver: Receiver) -> None:
        self.rng = random.Random(seed)
        self.journal = Journal(self.rng)
        receiver.answer = self.journal.answer
        self.workers = [self.worker() for _ in range(WORKERS)]
        self.channels = [
            make_channel(f"{receiver.url}/{seed}/{order}", cap=self.rng.randint(1, 4), order=order)
            for order in (Channel.Order.LATEST, Channel.Order.EVERY)
        ]
        self.publications = [make_publication() for _ in range(3)]
        self.withdrawn: set[int] = set()
        self.announce = hand_over if self.rng.random() < 0.5 else announce

    def worker(self) -> Pump:
        pump = Pump()
        pump._sender = pump._intake._sender = Watched(self.journal)
        return pump

    def step(self) -> None:
        action = self.rng.choices(
            [
                self.publish,
                self.turn,
                self.take,
                self.poll,
                self.write,
                self.kill,
                self.freeze,
                self.sweep,
                self.come_late,
                self.wait,
            ],
            [3, 3, 6, 8, 5, 1, 1, 1, 1, 2],
        )[0]
        action()

    def publish(self) -> None:
        publication = self.rng.choice(self.publications)
        gone = self.rng.random() < 0.1
        if gone:
            self.withdrawn.add(publication.pk)
        self.announce(publication, self.channels, gone=gone)

    def one(self) -> Pump:
        """Any worker; what it waits for by a thread is its own again."""
        return taken_back(self.rng.choice(self.workers))

    def turn(self) -> None:
        self.one().run(0.02, leaves=True)

    def take(self) -> None:
        self.one()._intake.take(self.rng.randint(1, 5))

    def poll(self) -> None:
        pump = self.one()
        for token, answer in pump._sender.poll(0.005):
            pump._ledger.enter(token, answer)

    def write(self) -> None:
        pump = self.one()
        if pump._ledger:
            pump._ledger.write()

    def kill(self) -> None:
        """One worker is no more; what it held is not heard of until its leases end."""
        index = self.rng.randrange(WORKERS)
        dead = taken_back(self.workers[index])
        held = [flight.claimed.id for flight in dead._sender.abandon()]
        dead._sender.close()
        held += [result.claimed.id for result in dead._ledger._results]
        self.workers[index] = self.worker()
        self.end_leases(held)

    def freeze(self) -> None:
        """One worker stands still with answers in its hand; by the time it writes, others hold them."""
        frozen = self.one()
        self.end_leases([result.claimed.id for result in frozen._ledger._results])

    def end_leases(self, ids: list[int]) -> None:
        """Others may claim before anybody takes back what was lost."""
        past = timezone.now() - timedelta(seconds=1)
        Delivery.objects.filter(pk__in=ids, state=Delivery.State.SENDING).update(leased_until=past)
        Lane.objects.filter(channel__in=self.channels).update(due_at=past)
        if self.rng.random() < 0.5:
            self.sweep()

    def sweep(self) -> None:
        losses.take_back()

    def come_late(self) -> None:
        """For what was handed over and nobody has taken."""
        Handover.objects.update(until=timezone.now())
        if self.rng.random() < 0.5:
            handover.give_back()

    def wait(self) -> None:
        time.sleep(0.005)

    def close(self) -> None:
        for worker in self.workers:
            taken_back(worker)._sender.close()

    def settle(self) -> None:
        """Everybody is well again: within seconds all must be where it belongs."""
        self.journal.healthy = True
        until = time.monotonic() + PATIENCE
        while self.waiting() and time.monotonic() < until:
            for worker in self.workers:
                taken_back(worker).run(0.05)
            time.sleep(0.01)

    def waiting(self) -> bool:
        open_states = [Delivery.State.QUEUED, Delivery.State.SENDING]
        return Delivery.objects.filter(channel__in=self.channels, state__in=open_states).exists()

    def check(self) -> None:
        self.journal.check_order()
        assert not self.waiting()
        for channel in self.channels:
            for publication in self.publications:
                self.check_copy(channel, publication)

    def check_copy(self, channel: Channel, publication: Publication) -> None:
        if not publication.version:
            return
        assert Copy.objects.get(channel=channel, publication=publication).version == publication.version
        path = channel.address.partition("/hook")[2]
        accepted = self.journal.accepted((f"/hook{path}", str(publication.uuid)))
        assert publication.version in accepted
        if channel.order == Channel.Order.EVERY and publication.pk not in self.withdrawn:
            assert accepted == set(range(1, publication.version + 1))


def taken_back(pump: Pump) -> Pump:
    pump._watch.end()
    return pump


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + SEEDS))
def test_order_is_kept_and_everything_arrives_whatever_the_seed(
    seed: int, receiver: Receiver, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.01, 0.02, 0.05] + [0.05] * 60
    monkeypatch.setattr(pump, "HANGS", 0.01)
    monkeypatch.setattr(wake, "deliver_soon", lambda: None)
    world = World(seed, receiver)
    try:
        with somebody_ready():
            for _ in range(STEPS):
                world.step()
        world.settle()
        world.check()
    finally:
        world.close()
