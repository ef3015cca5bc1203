"""What the doctor says of certificates, of real servers that have them."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from services.tls import TlsReceiver, certificate
from services.waiting import until
from support.factories import make_channel

from newswire.publisher import certificates as looking
from newswire.publisher import doctor
from newswire.publisher.doctor import Level, certificates
from newswire.publisher.models import Certificate, Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(tmp_path: Path, monkeypatch: Any) -> Iterator[Any]:
    """Makes a site whose certificate is trusted and ends in so many days."""
    running = []

    def made(days: int, host: str = "localhost") -> TlsReceiver:
        path = certificate(tmp_path, host, days)
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        running.append(server := TlsReceiver(path).__enter__())
        make_channel(server.url, name=f"{host} for {days}")
        return server

    yield made
    for one in running:
        one.__exit__(None, None, None)


def said() -> list[tuple[Level, str]]:
    return [(one.level, str(one.words)) for one in certificates.examine()]


def test_one_that_is_valid_for_long(site: Any) -> None:
    site(90)
    assert said() == [(Level.OK, "Certificates: 1 site has one that is valid for another two weeks.")]


def test_one_that_ends_soon_is_named_with_its_date(site: Any) -> None:
    site(3)
    ((level, words),) = said()
    assert level == Level.WARNING
    assert words.startswith("Channel localhost for 3: the site's certificate ends on ")
    assert words.endswith(".") and not words.endswith("..")


def test_one_that_has_ended_and_one_for_another_name(site: Any) -> None:
    site(-1)
    ((level, words),) = said()
    assert (level, "certificate has expired" in words) == (Level.ERROR, True)
    Channel.objects.all().delete()
    site(90, "elsewhere.example")
    ((level, words),) = said()
    assert (level, "ostname mismatch" in words) == (Level.ERROR, True)


def test_whoever_does_not_answer_or_must_not_be_asked_has_no_finding(settings: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(looking, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as hangs:
        make_channel(f"https://localhost:{hangs.getsockname()[1]}/", name="Hangs")
        make_channel("https://localhost:1/", name="Closed")
        make_channel("https://no-such-name.invalid/", name="No such name")
        assert said() == []
        settings.DEBUG, settings.NEWSWIRE_ALLOWED_HOSTS = False, ()
        assert said() == []
        hangs.settimeout(0.2)
        assert hangs.accept()  # the first time
        with pytest.raises(TimeoutError):
            hangs.accept()


def test_the_page_asks_no_site(site: Any) -> None:
    server = site(3)
    list(doctor.examine(outside=False))
    assert server.connections == []


def known() -> list[tuple[Level, str]]:
    return [(one.level, str(one.words)) for one in certificates.known()]


def test_what_was_seen_last_is_known_without_asking(site: Any) -> None:
    server = site(3)
    assert known() == []
    assert looking.look(60) == 1
    until(lambda: len(server.connections) == 1)
    ((level, words),) = known()
    assert level == Level.WARNING
    assert words.startswith("Channel localhost for 3: the site's certificate ends on ")
    assert any("ends on" in str(one.words) for one in doctor.examine(outside=False))
    assert len(server.connections) == 1


def test_one_that_is_not_valid_is_known_before_anything_is_sent(site: Any) -> None:
    site(-1)
    looking.look(60)
    ((level, words),) = known()
    assert (level, "certificate has expired" in words) == (Level.ERROR, True)


def test_those_that_are_not_well_are_looked_at_each_time_the_others_later(site: Any) -> None:
    site(90)
    assert [looking.look(60), looking.look(60)] == [1, 0]
    Certificate.objects.update(asked_at=timezone.now() - looking.AGAIN)
    assert looking.look(60) == 1
    Channel.objects.update(address="https://localhost:1/")
    assert [looking.look(60), looking.look(60)] == [1, 1]
    assert known() == []


def test_what_concerns_a_site_no_more_is_forgotten(site: Any) -> None:
    site(3)
    looking.look(60)
    Channel.objects.update(state=Channel.State.DISABLED)
    assert known() == []
    Channel.objects.update(state=Channel.State.ACTIVE, address="http://localhost/")
    assert (known(), looking.look(60)) == ([], 0)


def test_one_hand_is_shaken_for_all_channels_of_a_site(site: Any) -> None:
    server = site(3)
    make_channel(f"{server.url}second", name="Second")
    assert looking.look(60) == 2
    assert len(known()) == 2
    until(lambda: len(server.connections) >= 1)
    assert len(server.connections) == 1
