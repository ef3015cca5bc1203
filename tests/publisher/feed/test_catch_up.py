"""A site that was off for a week and catches up holds, byte for byte, what one holds that got it all."""

import os
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone
from host.models import HostPage
from host.tree import Tree
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from support.factories import make_channel

from newswire.publisher import deliver, dependents, dispatch, secrets, takedown
from newswire.publisher.feed import tokens
from newswire.publisher.models import (
    Attempt,
    Channel,
    Copy,
    Counter,
    Delivery,
    Event,
    Lane,
    Payload,
)
from newswire.publisher.prune import prune
from newswire.publisher.restored import begin_epoch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]

SITE = Path(__file__).with_name("site.py")
WEEK = timedelta(days=7)
SEEDS = range(int(os.environ.get("NEWSWIRE_SEEDS", "0"))) or [2, 25, 32]


class Site:
    """A downstream site that runs in a process of its own, or does not."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.process, self.port = path / f"{name}.sqlite3", None, "0"
        self.channel = make_channel("http://127.0.0.1:1/", name=name, page_types=["host.hostpage"])
        self.secret = str(secrets.rotate(self.channel))
        self.token = tokens.create(self.channel)
        Channel.objects.filter(pk=self.channel.pk).update(started_at=timezone.now())

    def start(self) -> None:
        command = [sys.executable, str(SITE), "serve", str(self.path), self.secret, self.port]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.port = self.process.stdout.readline().strip()
        Channel.objects.filter(pk=self.channel.pk).update(address=f"http://127.0.0.1:{self.port}/")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def catch_up(self, newsroom: str) -> None:
        command = [sys.executable, str(SITE), "catch-up", str(self.path), f"{newsroom}/newswire/v1/changes"]
        done = subprocess.run([*command, self.token], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr

    def held(self) -> list[tuple[str, int, str, bytes]]:
        with sqlite3.connect(self.path) as database:
            return database.execute("SELECT id, version, state, body FROM page ORDER BY id").fetchall()


@pytest.fixture
def sites(tree: Tree, tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    pair = Site(tmp_path, "always"), Site(tmp_path, "away")
    try:
        for site in pair:
            site.start()
        yield pair
    finally:
        for site in pair:
            site.stop()


class Newsroom:
    """Editors who do anything, by a seed."""

    def __init__(self, tree: Tree, seed: int) -> None:
        self.tree, self.random, self.number = tree, random.Random(seed), 0
        self.sections = [tree.published(f"Section {number}") for number in range(2)]

    def work(self, steps: int) -> None:
        for _ in range(steps):
            self.random.choice(self.deeds)()
            if self.random.random() < 0.7:  # else the next deed comes before anybody has looked
                settle()
        settle()

    @property
    def deeds(self) -> list[Callable[[], object]]:
        often = [self.publish, self.update]
        return [
            *often,
            *often,
            self.move,
            self.rename,
            self.unpublish,
            self.translate,
            self.delete,
            self.take_down,
        ]

    def pages(self, **wanted: Any) -> list[HostPage]:
        below = HostPage.objects.filter(depth__gt=3, **wanted).order_by("pk")
        return list(below)

    def one(self, **wanted: Any) -> HostPage | None:
        found = self.pages(**wanted)
        return self.random.choice(found) if found else None

    def publish(self) -> None:
        self.number += 1
        self.tree.published(f"Größe {self.number} \u2028", self.random.choice(self.sections))

    def update(self) -> None:
        if page := self.one():
            page.intro = f"Said {self.random.random()}"
            page.save_revision().publish()

    def move(self) -> None:
        if page := self.one(locale=self.tree.english):
            section = HostPage.objects.get(pk=self.random.choice(self.sections).pk)
            if page.get_parent().pk != section.pk:
                page.move(section, pos="last-child")

    def rename(self) -> None:
        if page := self.one(live=True):
            self.number += 1
            page.slug = f"renamed-{self.number}"
            page.save_revision().publish()

    def unpublish(self) -> None:
        if page := self.one(live=True):
            page.unpublish()

    def delete(self) -> None:
        if page := self.one(numchild=0):
            page.delete()

    def take_down(self) -> None:
        """Also of what is gone, and of which one site has confirmed that and the other not yet."""
        if page := self.one():
            takedown.take_down(page, "Ordered by the court.")

    def translate(self) -> None:
        page = self.one(locale=self.tree.english, live=True)
        if page and not page.get_translations().exists():
            translated = page.copy_for_translation(self.tree.french, copy_parents=True)
            translated.title = f"En français {translated.pk}"
            translated.save_revision().publish()


def settle() -> None:
    for _ in range(4):
        dependents.run(1)
        dispatch.run()


def send(site: Site) -> None:
    """Until nothing is left for it; a breaker that has opened is asked at once."""
    for _ in range(50):
        deliver.run(0.5)
        waiting = Delivery.objects.filter(channel=site.channel, state__in=["queued", "sending"])
        if not waiting.exists():
            return
        now = timezone.now()
        waiting.update(next_attempt_at=now)
        Lane.objects.filter(channel=site.channel).update(probe_at=now, due_at=now, hold_until=None)
    raise AssertionError("it is not served")


def pass_time(time: timedelta) -> None:
    """Everything that is kept becomes so much older, and what is too old is dropped."""
    Event.objects.update(at=F("at") - time)
    Delivery.objects.update(created_at=F("created_at") - time)
    Attempt.objects.update(started_at=F("started_at") - time)
    prune()


@pytest.mark.parametrize("seed", SEEDS)
def test_off_for_a_week(
    sites: tuple[Site, Site], tree: Tree, live_server: LiveServer, settings: Settings, seed: int
) -> None:
    always, away = sites
    settings.NEWSWIRE_KEEP_PAYLOADS_DAYS = 3  # less than it was off
    newsroom = Newsroom(tree, seed)
    newsroom.work(8)
    for site in sites:
        send(site)
    away.catch_up(live_server.url)  # it notes where it stands
    assert away.held() == always.held() != []
    away.stop()

    for _ in range(2):
        newsroom.work(12)
        send(always)
        pass_time(WEEK / 2)
    assert away.held() != always.held()
    away.catch_up(live_server.url)

    assert away.held() == always.held()
    away.start()  # what waited for it is not newer than what it has read
    send(away)
    assert away.held() == always.held()
    newsroom.work(4)
    for site in sites:
        send(site)
    assert away.held() == always.held()


def test_a_site_that_has_lost_everything(
    sites: tuple[Site, Site], tree: Tree, live_server: LiveServer
) -> None:
    """Without a cursor the feed begins with the snapshot, tombstones and all."""
    always, away = sites
    Newsroom(tree, 11).work(20)
    send(always)
    away.stop()
    away.path.unlink(missing_ok=True)
    away.catch_up(live_server.url)

    assert away.held() == always.held() != []


def test_an_old_cursor_is_answered_with_the_snapshots_address(
    sites: tuple[Site, Site], tree: Tree, live_server: LiveServer
) -> None:
    """The database was restored meanwhile: the cursor is void, and the site begins again by itself."""
    always, away = sites
    newsroom = Newsroom(tree, 5)
    newsroom.work(6)
    for site in sites:
        send(site)
    away.catch_up(live_server.url)
    away.stop()
    before = Counter.objects.get().epoch
    begin_epoch()
    assert Counter.objects.get().epoch != before
    newsroom.work(6)
    send(always)
    away.catch_up(live_server.url)

    assert away.held() == always.held()
    copies = dict(
        Copy.objects.filter(channel=away.channel).values_list("publication__uuid", "announced_version")
    )
    assert {key: version for key, version, *_ in away.held()} == {
        str(uuid): at for uuid, at in copies.items()
    }
    assert Payload.objects.exists()
