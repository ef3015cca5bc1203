"""Bad input: what is published meanwhile, or refused for it, is not lost and arrives once it is mended.

That each is named, by the doctor and by readiness, stands in test_health.py and in tests/publisher/doctor.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from host.tree import Tree
from pytest_django import Settings
from services.receiver import Received, Receiver, Reply
from services.tls import TlsReceiver, certificate
from services.waiting import until

from newswire.publisher import deliver, dispatch
from newswire.publisher.deliver import pump
from newswire.publisher.models import Channel, Delivery, Publication
from newswire.publisher.monitoring import readiness

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., Channel]


@contextmanager
def switched(on: str, off: str) -> Iterator[None]:
    """A fault of the database, by a statement."""
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


def read_only() -> tuple[str, str]:
    if connection.vendor == "postgresql":
        setting = "SET default_transaction_read_only = "
        return setting + "on", setting + "off"
    return "PRAGMA query_only = ON", "PRAGMA query_only = OFF"


def full() -> tuple[str, str]:
    """SQLite may have no page more. PostgreSQL's disk is not filled from within: read-only stands for it."""
    if connection.vendor == "postgresql":
        return read_only()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no page is free
    return "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823"


def run() -> None:
    dispatch.run()
    deliver.run()


def run_until(done: Callable[[], bool]) -> None:
    def done_after_one_more() -> bool:
        run()
        return done()

    if not done():
        until(done_after_one_more)


@pytest.mark.parametrize("fault", [read_only, full])
def test_a_publish_that_cannot_be_written_is_refused_whole(
    fault: Callable[[], tuple[str, str]], tree: Tree, channel: Make, receiver: Receiver
) -> None:
    channel(receiver.url)
    page = tree.draft("Harbour")
    page.body = "<p>" + "long " * 20_000 + "</p>"
    with switched(*fault()), pytest.raises(DatabaseError):
        page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live and not Publication.objects.filter(page_id=page.pk, state="live").exists()
    page.body = "<p>" + "long " * 20_000 + "</p>"
    page.save_revision().publish()
    run_until(lambda: len(receiver.requests) == 1)


@pytest.mark.parametrize("fault", [read_only, full])
def test_what_was_published_before_arrives_once_there_is_room(
    fault: Callable[[], tuple[str, str]], tree: Tree, channel: Make, receiver: Receiver
) -> None:
    site = channel(receiver.url)
    tree.published("Harbour")
    with switched(*fault()):
        for step in (dispatch.run, deliver.run):
            with contextlib.suppress(DatabaseError):  # as in a task: the next one comes within five seconds
                step()
    run_until(lambda: site.deliveries.filter(state="delivered").exists())
    assert len({one.headers["webhook-id"] for one in receiver.requests}) == 1


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_that_is_wrong_loses_nothing(
    minutes: int,
    tree: Tree,
    channel: Make,
    receiver: Receiver,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """This machine's, not the database's. The receiver refuses what is signed five minutes from its time."""
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.05] * 5
    really, real_now = time.time, timezone.now

    def answer(request: Received) -> Reply:
        return Reply(200 if abs(int(request.headers["webhook-timestamp"]) - really()) < 300 else 401)

    receiver.answer = answer
    site = channel(receiver.url)
    with monkeypatch.context() as wrong:
        wrong.setattr(time, "time", lambda: really() + 60 * minutes)
        wrong.setattr(timezone, "now", lambda: real_now() + timedelta(minutes=minutes))
        tree.published("Harbour")
        run_until(lambda: len(receiver.requests) >= 1)
        assert not site.deliveries.filter(state=Delivery.State.DELIVERED).exists()
        site.deliveries.update(next_attempt_at=real_now())
    run_until(lambda: site.deliveries.filter(state=Delivery.State.DELIVERED).exists())


def test_a_certificate_that_has_ended_is_named_until_it_is_renewed(
    tree: Tree,
    channel: Make,
    probe: Client,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.05] * 100
    old, new = (certificate(tmp_path, "localhost", days) for days in (-1, 90))
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(old.read_text() + new.read_text())
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setattr(pump, "_here", threading.local())  # the handles of tests before trust another file
    tree.published("Harbour")
    with TlsReceiver(old) as receiver:
        site = channel(receiver.url, name="Agency")
        tree.published("Port")
        run_until(lambda: site.deliveries.filter(last_error="tls").exists())
        (words,) = named(probe, "certificates")
        assert "Agency" in words and "certificate" in words
    with TlsReceiver(new) as receiver:
        Channel.objects.filter(pk=site.pk).update(address=receiver.url)
        run_until(lambda: site.deliveries.filter(state=Delivery.State.DELIVERED).exists())
        run_until(lambda: named(probe, "certificates") == [])


def test_a_wrong_setting_is_named(probe: Client, settings: Settings) -> None:
    assert named(probe, "settings") == []
    settings.NEWSWIRE_RETRY_SCHEDULE = []
    (words,) = named(probe, "settings")
    assert "newswire.E008" in words


def named(probe: Client, what: str) -> list[str]:
    readiness.forget()
    found = probe.get("/newswire/readyz").json()["why"].get(what, [])
    return [f"{one['words']} {one['what_to_do']}" for one in found]
