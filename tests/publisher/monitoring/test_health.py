"""Liveness and readiness: what they answer, to whom they say why, and what it costs."""

import os
import shutil
import time
from collections import namedtuple
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from host.tree import Tree
from pytest_django import Settings
from services.receiver import Receiver
from services.slow import Slow
from services.tls import TlsReceiver, certificate
from services.waiting import PATIENCE, until
from support import no_database
from support.factories import make_channel

from newswire.publisher import broker_state, deliver, doctor, heartbeat, roles, tasks
from newswire.publisher.deliver import clock, lanes
from newswire.publisher.doctor import machine
from newswire.publisher.models import Channel, Delivery, Heartbeat
from newswire.publisher.monitoring import readiness
from newswire.publisher.schedule import QUEUES

pytestmark = pytest.mark.django_db(transaction=True)
LIVE, READY = "/newswire/healthz", "/newswire/readyz"


@pytest.fixture
def running(running_broker: None) -> None:
    now = timezone.now()
    Heartbeat.objects.create(name="celery@one", role="worker", queues=[*QUEUES], seen_at=now)
    for name, role in (("beat@one", "beat"), ("newswire.dispatch", "task")):
        Heartbeat.objects.create(name=name, role=role, seen_at=now)


def why(probe: Client) -> dict[str, list[str]]:
    readiness.forget()
    found = probe.get(READY).json()["why"]
    return {name: [f"{one['words']} {one['what_to_do']}" for one in those] for name, those in found.items()}


def test_liveness_asks_nobody(client: Client) -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(LIVE)
    assert (answer.status_code, answer.json(), len(queries)) == (200, {"status": "alive"}, 0)


def test_ready_where_everything_runs(probe: Client, running: None) -> None:
    answer = probe.get(READY)
    assert (answer.status_code, answer.json()) == (200, {"status": "ready", "why": {}})


def test_a_probe_costs_few_queries_and_a_second_one_none(
    probe: Client, running: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "REMEMBERED", 3600.0)  # however slow this machine is
    why(probe)  # what is read once in a process
    readiness.forget()
    with CaptureQueriesContext(connection) as queries:
        probe.get(READY)
    assert len(queries) <= 16
    with CaptureQueriesContext(connection) as queries:
        probe.get(READY)
    assert len(queries) == 0


def test_without_workers_or_broker_it_still_serves_and_says_what_is_late(probe: Client) -> None:
    answer = probe.get(READY)
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    found = why(probe)
    assert "does not answer" in found["broker"][0]
    assert "Workers: none is running" in found["processes"][0]


def test_strangers_are_told_one_word(client: Client, settings: Settings) -> None:
    assert client.get(READY).json() == {"status": "degraded"}
    assert Client(headers={"Authorization": "Bearer wrong"}).get(READY).json() == {"status": "degraded"}
    settings.NEWSWIRE_MONITORING_TOKEN = ""
    for empty in ("", "Bearer", "Bearer "):
        assert "why" not in Client(headers={"Authorization": empty}).get(READY).json()


def test_who_manages_channels_is_told_why(client: Client, tree: Tree) -> None:
    roles.make()
    user = User.objects.create_user("manager")
    client.force_login(user)
    assert "why" not in client.get(READY).json()
    user.groups.add(Group.objects.get(name="Channel manager"))
    assert "why" in client.get(READY).json()


def test_an_address_on_the_list_is_enough_but_not_through_a_proxy(client: Client, settings: Settings) -> None:
    settings.NEWSWIRE_MONITORING_ADDRESSES = ["10.1.0.0/16", "127.0.0.1"]
    assert "why" in client.get(READY).json()
    assert "why" not in client.get(READY, REMOTE_ADDR="10.2.0.1").json()
    assert "why" not in client.get(READY, REMOTE_ADDR="").json()
    assert "why" not in client.get(READY, headers={"X-Forwarded-For": "198.51.100.7"}).json()


def test_a_database_that_is_gone_is_named_without_its_address(
    probe: Client, settings: Settings, tmp_path: Path
) -> None:
    """With a file that cannot be opened, or a server where nothing listens."""
    with no_database.here(tmp_path, PASSWORD="hunter2"):
        answer = probe.get(READY)
        alive = probe.get(LIVE)
        scrape = probe.get("/newswire/metrics")
    assert (answer.status_code, answer.json()["status"]) == (503, "unready")
    assert "The database does not answer (OperationalError)" in answer.json()["why"]["database"][0]["words"]
    assert "hunter2" not in answer.content.decode() + scrape.content.decode()
    assert (alive.status_code, scrape.status_code) == (200, 503)


def test_a_read_only_database_is_named(probe: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET default_transaction_read_only = on")
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write whatever a file says
    try:
        found = why(probe)
    finally:
        connection.close()
    assert "read-only" in found["database"][0]


def test_a_slow_broker_is_named_until_it_is_fast_again(
    probe: Client, slow_line: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So far apart that a busy machine is not taken for a slow broker, nor a slow one for one that is silent.
    monkeypatch.setattr(doctor.broker, "SLOW", 0.9)
    monkeypatch.setattr(broker_state, "LONGEST", PATIENCE)
    assert "broker" not in why(probe)
    slow_line.seconds = 1.0
    assert f"127.0.0.1:{slow_line.port}" in why(probe)["broker"][0]
    assert "is slow, it answers in " in why(probe)["broker"][0]
    assert "SLOWLOG GET" in why(probe)["broker"][0]
    assert "is slow" in " ".join(str(one.words) for one in doctor.examine(outside=False))
    assert probe.get(READY).status_code == 200, "what is published arrives later"
    slow_line.seconds = 0.0
    assert "broker" not in why(probe)


def test_a_broker_that_takes_seconds_is_named_in_time(probe: Client, slow_line: Slow) -> None:
    slow_line.seconds = 3 * broker_state.LONGEST
    began = time.monotonic()
    assert "is slow, it has not answered within 3 seconds." in why(probe)["broker"][0]
    assert time.monotonic() - began < slow_line.seconds


def test_a_full_disk_is_named(probe: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**12, 10**12, 20 * 1024**2))
    monkeypatch.setattr(machine, "_folders", lambda: {"MEDIA_ROOT": Path("/")})
    assert why(probe)["disk"][0].startswith("Disk: only 20 MB are free for MEDIA_ROOT.")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's disk is this machine's")
def test_a_full_disk_of_the_database_s_machine_is_named(
    probe: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's own error, raised by it: filling its disk would stop all other tests."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('work_mem', '64kB', true)")
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {machine.SPILL}")
        assert any("temp read=" in line and "written=" in line for (line,) in cursor.fetchall())
    assert "disk" not in why(probe)
    full = f"DO $$ BEGIN RAISE 'no space left' USING ERRCODE = '{machine.DISK_FULL}'; END $$"
    monkeypatch.setattr(machine, "SPILL", full)
    assert why(probe)["disk"][0].startswith("Disk: the database has no room left")
    assert probe.get(READY).status_code == 200, "what is published can be read"


@pytest.mark.parametrize(("minutes", "side"), [(10, "behind"), (-10, "ahead of")])
def test_clocks_that_are_apart_are_named(
    probe: Client, monkeypatch: pytest.MonkeyPatch, minutes: int, side: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: timezone.now() + timedelta(minutes=minutes))
    assert side in why(probe)["clock"][0]


@pytest.mark.parametrize(("minutes", "side"), [(10, "behind"), (-10, "ahead of")])
def test_a_worker_whose_clock_is_apart_is_named(
    probe: Client, monkeypatch: pytest.MonkeyPatch, minutes: int, side: str
) -> None:
    """Signatures carry its clock, not that of the machine that is asked."""
    really = clock.now
    with monkeypatch.context() as there:
        there.setattr(clock, "now", lambda: really() + timedelta(minutes=minutes))
        heartbeat.seen("celery@two", "worker", QUEUES)
    Heartbeat.objects.update(seen_at=really())  # it was told the database's time, which has not moved here
    (words,) = why(probe)["clock"]
    assert "that of celery@two is " in words and f" seconds {side} the database's" in words
    assert "Workers: none is running" not in str(why(probe))
    heartbeat.seen("celery@two", "worker", QUEUES)
    assert "clock" not in why(probe)


def test_a_certificate_that_ends_soon_is_told_and_makes_nothing_unready(
    probe: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = certificate(tmp_path, "localhost", 5)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with TlsReceiver(path) as server:
        make_channel(server.url, name="Partner")
        tasks.certificates()
        answer = probe.get(READY)
        (found,) = answer.json()["why"]["certificates"]
        until(lambda: len(server.connections) == 1)
        why(probe)
        assert len(server.connections) == 1, "a probe asks nobody outside"
    assert (answer.status_code, found["level"]) == (200, "warning")
    assert found["words"].startswith("Channel Partner: the site's certificate ends on ")


@pytest.mark.parametrize("later, is_noted", [(14.9, False), (15.0, True)])
def test_what_runs_every_five_seconds_is_noted_every_fifteen(
    later: float, is_noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "_noted", {})
    began = time.monotonic()
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: began)
    heartbeat.note("newswire.follow")
    first = Heartbeat.objects.get(name="newswire.follow")
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: began + later)
    heartbeat.note("newswire.follow")
    assert (Heartbeat.objects.get(name="newswire.follow").seen_at > first.seen_at) == is_noted
    assert first.role == "task"


def test_a_sweep_that_wake_ups_left_nothing_to_do_is_noted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_noted", {})
    tasks.deliver(sent=time.time())
    assert not Heartbeat.objects.exists()
    tasks.deliver()
    assert Heartbeat.objects.get().name == "newswire.deliver"


def test_a_worker_touches_its_pulse_file(settings: Settings, tmp_path: Path) -> None:
    settings.NEWSWIRE_PULSE_FILE = str(tmp_path / "pulse")
    pulse = heartbeat.Pulse("celery@one", "worker")
    pulse.start()
    pulse.stop()
    pulse.join(120)
    assert not pulse.is_alive()  # else it would write in the tests that follow
    assert (tmp_path / "pulse").exists()


def test_a_secret_that_a_worker_cannot_open_is_named(
    probe: Client,
    running: None,
    settings: Settings,
    channel: Callable[..., Channel],
    published: Callable[..., Any],
    receiver: Receiver,
) -> None:
    """Rewrapped while a worker had the old key alone."""
    settings.NEWSWIRE_SECRET_KEYS = [("new", "n" * 40), ("old", "o" * 40)]
    site = channel(receiver.url)
    settings.NEWSWIRE_SECRET_KEYS = [("old", "o" * 40)]
    published()
    deliver.run(5)
    (found,) = why(probe)["secrets"]
    assert found.startswith(f"Channel {site.name}: nothing is sent") and "NEWSWIRE_SECRET_KEYS" in found
    settings.NEWSWIRE_SECRET_KEYS = [("new", "n" * 40), ("old", "o" * 40)]
    Delivery.objects.update(next_attempt_at=timezone.now())
    lanes.wake([site.pk])
    deliver.run(5)
    assert receiver.requests and why(probe) == {}
