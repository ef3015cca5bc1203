"""People are told by mail, once an incident; a mail server that is down, slow or picky holds up nothing."""

import logging
import smtplib
import socket
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as Mailbox
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from services.receiver import Receiver, Reply
from services.waiting import PATIENCE
from support.alarmed import Kind, person, tell
from support.beside import beside
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, prune, secrets
from newswire.publisher.alarms.mail import TIMEOUT, send
from newswire.publisher.alarms.note import note
from newswire.publisher.doctor import mail as doctor
from newswire.publisher.models import Alarm, Channel, Lane

pytestmark = pytest.mark.django_db(transaction=True)


def to() -> list[str]:
    return [address for message in mail.outbox for address in message.to]


def test_an_incident_is_mailed_once_and_so_is_its_end(receiver: Receiver, manager: Any) -> None:
    down = [True]
    receiver.answer = lambda request: Reply(503 if down else 200)
    channel = make_channel(receiver.url, cap=1, name="Harbour News")
    lane = Lane.objects.filter(channel=channel)

    def once() -> None:
        announce(make_publication(), [channel])
        deliver.run()
        send()

    for _ in range(4):
        once()
    assert mail.outbox == []  # for half a minute it may be a blip
    lane.update(failing_since=timezone.now() - timedelta(seconds=40))
    once()
    once()
    assert [message.subject for message in mail.outbox] == ["Newswire: Harbour News is failing"]
    assert "The site has a problem of its own." in mail.outbox[0].body
    due = {"probe_at": timezone.now(), "due_at": timezone.now()}
    lane.update(failing_since=timezone.now() - timedelta(minutes=6), **due)
    deliver.run()
    send()
    down.clear()
    lane.update(**due)
    deliver.run()
    send()

    assert [message.subject for message in mail.outbox][1:] == [
        "Newswire: Harbour News is paused after errors",
        "Newswire: Harbour News works again",
    ]
    assert set(to()) == {"manager@news.example.org"}


def test_a_site_that_answers_410_is_told(receiver: Receiver, manager: Any) -> None:
    receiver.answer = lambda request: Reply(410)
    announce(make_publication(), [make_channel(receiver.url, name="Harbour News")])
    deliver.run()

    assert send() == 1
    assert mail.outbox[0].subject == "Newswire: Harbour News is switched off"


def test_it_leads_to_the_channels_page_and_holds_no_secret(manager: Any, settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://news.example.org"
    channel = tell(name="Harbour News")
    send()
    (message,) = mail.outbox
    said = str(message.message())

    assert (
        f"https://news.example.org{reverse('newswire_channels:inspect', args=[channel.pk])}" in message.body
    )
    assert "hunter2" not in said
    assert not [key for key in secrets.valid(channel) if str(key) in said or "whsec_" in said]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("lang", "subject"),
    [
        ("", "Newswire: Harbour News is failing"),
        ("fr", "Newswire: Harbour News échoue"),
        ("de", "Newswire: Harbour News schlägt fehl"),
    ],
)
def test_each_is_written_to_in_their_language(lang: str, subject: str) -> None:
    person("reader", lang)
    tell(name="Harbour News")
    send()

    assert mail.outbox[0].subject == subject


def test_only_who_may_change_channels_and_has_an_address_is_told(manager: Any) -> None:
    person("reporter", may=False)
    person("left", is_active=False)
    get_user_model().objects.create_superuser("root", "root@news.example.org", "secret")
    get_user_model().objects.create_superuser("mute", "", "secret")
    tell()
    send()

    assert sorted(to()) == ["manager@news.example.org", "root@news.example.org"]


def test_a_setting_names_others(manager: Any, settings: Settings) -> None:
    settings.NEWSWIRE_ALARM_RECIPIENTS = ["ops@news.example.org", "OPS@news.example.org"]
    tell()
    send()

    assert to() == ["OPS@news.example.org"]


def test_what_comes_late_says_how_it_is(manager: Any) -> None:
    channel = tell(name="Harbour News")
    note(Kind.RECOVERED, timezone.now(), channel)
    send()

    assert [message.subject for message in mail.outbox] == ["Newswire: Harbour News works again"]
    assert not Alarm.objects.filter(told_at=None).exists()


def test_a_line_break_in_a_name_becomes_no_header(manager: Any) -> None:
    tell(name="Harbour\r\nBcc: everybody@example.org")
    send()

    assert mail.outbox[0].subject == "Newswire: Harbour Bcc: everybody@example.org is failing"
    assert mail.outbox[0].bcc == []


def test_nobody_to_tell_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    tell()

    assert send() == 1
    assert "nobody can be told by mail" in caplog.text


@pytest.fixture
def smtp(settings: Settings) -> Settings:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = (
        "127.0.0.1",
        "nw",
        "swordfish",
    )
    return settings


def test_a_mail_server_that_is_down_costs_nothing_and_is_tried_again(
    receiver: Receiver, manager: Any, smtp: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.EMAIL_PORT = 1  # nothing listens there
    caplog.set_level(logging.DEBUG)
    channel = tell(name="Harbour News")
    assert send() == 0
    assert send() == 0  # not due: tried at most once a minute

    alarm = Alarm.objects.get()
    assert (alarm.tries, alarm.told_at, alarm.error) == (1, None, "ConnectionRefusedError")
    assert alarm.due_at > timezone.now() + timedelta(seconds=50)
    assert "swordfish" not in caplog.text and "hunter2" not in caplog.text
    Channel.objects.filter(pk=channel.pk).update(address=receiver.url)
    announce(make_publication(), [channel])
    deliver.run()
    assert len(receiver.requests) == 1
    smtp.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Alarm.objects.update(due_at=timezone.now())
    assert send() == 1
    assert len(mail.outbox) == 1


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a mail server that takes a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_mail_server_that_hangs_is_left_alone_soon(manager: Any, smtp: Settings, silent: int) -> None:
    smtp.EMAIL_PORT, smtp.EMAIL_TIMEOUT = silent, 1
    person("second")
    tell()
    began = time.monotonic()

    assert send() == 0
    assert time.monotonic() - began < PATIENCE
    assert TIMEOUT <= 10  # where the host sets none


class Picky(Mailbox):
    """Takes mail for anybody but the manager."""

    def send_messages(self, messages: Any) -> int:
        if messages[0].to == ["manager@news.example.org"]:
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no")})
        return super().send_messages(messages)


def test_a_refused_recipient_keeps_back_no_other(manager: Any, settings: Settings) -> None:
    sys.modules["picky"] = sys.modules[__name__]
    settings.EMAIL_BACKEND = "picky.Picky"
    person("second")
    tell()
    assert send() == 1
    assert to() == ["second@news.example.org"]


def test_two_workers_mail_it_once(manager: Any) -> None:
    tell()
    done: list[int] = []

    with beside(*[lambda: done.append(send())] * 4):
        pass

    assert sorted(done) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1


def test_old_news_is_given_up_and_forgotten(manager: Any, smtp: Settings) -> None:
    smtp.EMAIL_PORT = 1
    tell()
    Alarm.objects.update(created_at=timezone.now() - timedelta(hours=25))
    send()
    assert Alarm.objects.get().told_at is not None
    Alarm.objects.update(created_at=timezone.now() - timedelta(days=31))
    prune.prune()
    assert not Alarm.objects.exists()


def test_the_doctor_says_whether_mail_works(manager: Any, smtp: Settings) -> None:
    assert [finding.level for finding in doctor.examine()] == ["ok"]
    smtp.EMAIL_PORT = 1
    tell()
    send()
    (finding,) = doctor.examine()
    assert (finding.level, "ConnectionRefusedError" in str(finding.words)) == ("error", True)
    manager.user_permissions.clear()
    assert [finding.level for finding in doctor.examine()] == ["warning"]
    smtp.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert [finding.level for finding in doctor.examine()] == ["note"]
