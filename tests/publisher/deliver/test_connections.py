"""Connections and TLS sessions are reused; certificates are checked; no proxy of the environment is used."""

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from services.receiver import Receiver
from services.tls import TlsReceiver, certificate
from services.waiting import until
from services.worker import TESTS
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver
from newswire.publisher.deliver import curl, http
from newswire.publisher.deliver.words import explain
from newswire.publisher.models import Attempt, Delivery
from newswire.publisher.transports import statuses
from newswire.publisher.transports.base import Outcome, Request

pytestmark = pytest.mark.django_db(transaction=True)


def send(url: str, count: int, runs: int = 1) -> None:
    channel = make_channel(url, cap=1)
    for _ in range(runs):
        for _ in range(count):
            announce(make_publication(), [channel])
        deliver.run(5)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch) -> Path:
    path = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def test_one_connection_serves_many_deliveries_and_many_runs(trusted: Path) -> None:
    with TlsReceiver(trusted) as receiver:
        send(receiver.url, 5, runs=3)

    assert receiver.requests == 15
    assert len(receiver.connections) == 1
    assert Attempt.objects.order_by("started_at").first().timings["tls"] > 0


def test_one_in_steady_use_is_made_anew_in_time(trusted: Path, monkeypatch) -> None:
    """Else a site that has moved would get all at the server it left, for as long as that answers."""
    monkeypatch.setattr(curl, "SERVES", 1, raising=False)
    with TlsReceiver(trusted) as receiver:
        send(receiver.url, 2)
        time.sleep(2.5)
        send(receiver.url, 1)

    assert receiver.requests == 3
    assert receiver.connections == [False, True]


def test_where_the_other_side_hangs_up_the_tls_session_is_resumed(trusted: Path) -> None:
    with TlsReceiver(trusted, keep_alive=False) as receiver:
        send(receiver.url, 4)

    assert receiver.requests == 4
    assert receiver.connections == [False, True, True, True]


@pytest.mark.parametrize(("host", "days"), [("localhost", 1), ("other.example", 1), ("localhost", -1)])
def test_a_certificate_that_is_not_trusted_not_for_the_name_or_too_old(
    host: str, days: int, tmp_path: Path, monkeypatch
) -> None:
    path = certificate(tmp_path, host, days)
    if (host, days) != ("localhost", 1):
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with TlsReceiver(path) as receiver:
        send(receiver.url, 1)

    assert receiver.requests == 0
    assert Attempt.objects.get().error == "tls"
    assert Delivery.objects.get().state == Delivery.State.QUEUED


def test_a_site_that_asks_for_a_certificate_of_ours(trusted: Path) -> None:
    with TlsReceiver(trusted, asks_for_one=True) as receiver:
        send(receiver.url, 1)

    assert receiver.requests == 0
    attempt = Attempt.objects.get()
    assert (attempt.error, "certificate required" in attempt.detail) == ("tls", True)


def test_nobody_is_told_of_a_certificate_where_nothing_speaks_https(receiver: Receiver) -> None:
    send(receiver.url.replace("http://127.0.0.1", "https://localhost"), 1)

    assert receiver.requests == []
    attempt = Attempt.objects.get()
    assert attempt.error == "tls"
    said = explain(attempt.error)
    assert "certificate" not in str(said.what)
    assert "nothing there speaks https" in str(said.do)


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    send(receiver.url, 1)

    assert len(receiver.requests) == 1


def test_an_address_that_nobody_may_reach_is_refused_when_connecting(receiver: Receiver, settings) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = []

    send(receiver.url, 1)

    assert receiver.requests == []
    attempt = Attempt.objects.get()
    assert (attempt.error, attempt.detail) == ("refused_address", "127.0.0.1")


@contextlib.contextmanager
def no_more_files() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    os.close(next_one := os.dup(0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (next_one, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_no_room_for_a_socket_is_no_fault_of_the_site(receiver: Receiver) -> None:
    sender = http.Sender()
    sender.start(Request(receiver.url, {}, b"{}"), "one", 20)
    with no_more_files():
        ((_, answer),) = until(lambda: sender.poll(0.1))
    sender.close()
    verdict = statuses.verdict(answer)

    assert (verdict.outcome, verdict.error) == (Outcome.RETRY, "transport")
    assert verdict.detail == "Too many open files"


def test_a_request_under_way_takes_little_more_memory_than_its_body() -> None:
    command = [sys.executable, "-m", "services.under_way"]
    taken = subprocess.run(command, cwd=TESTS, stdout=subprocess.PIPE, check=True)
    assert float(taken.stdout) < 40  # KiB, 10 of them its own copy of the body
