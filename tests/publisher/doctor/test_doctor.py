"""Each finding: what is wrong, in words, and what to do. Against a real database and broker."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.exceptions import CircularDependencyError
from django.utils import timezone
from pytest_django import Settings
from services import tree
from services.valkey import Valkey
from support import no_database
from support.broker_at import broker_at

from newswire.publisher import channels, doctor
from newswire.publisher.doctor import database, registry
from newswire.publisher.models import (
    Channel,
    ChannelSecret,
    Delivery,
    Event,
    Heartbeat,
    Lane,
    Payload,
    Publication,
)
from newswire.publisher.schedule import QUEUES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://news.example.org"
    settings.WAGTAILIMAGES_IMAGE_FORM_BASE = "newswire.cms.credits.forms.CreditImageForm"
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
    tree.home()


@pytest.fixture
def running(valkey: Valkey) -> Iterator[None]:
    """A broker, a worker and a beat, as far as the doctor can see."""
    now = timezone.now()
    Heartbeat.objects.create(name="celery@one", role="worker", queues=[*QUEUES], seen_at=now)
    Heartbeat.objects.create(name="beat@one", role="beat", seen_at=now)
    Heartbeat.objects.create(name="newswire.dispatch", role="task", seen_at=now)
    Heartbeat.objects.create(name="newswire.publish_scheduled", role="task", seen_at=now)
    with broker_at(valkey.url):
        yield


def found(level: str = "") -> list[str]:
    return [f"{each.words} {each.what_to_do}" for each in doctor.examine() if level in ("", each.level)]


def says(text: str, level: str) -> bool:
    return any(text in words for words in found(level))


def test_a_sound_installation_has_nothing_to_complain_of(running: None) -> None:
    assert found("error") == []
    assert found("warning") == []
    assert says("Database: ", "ok")


def test_a_broker_that_is_down_and_a_worker_that_is_not_there() -> None:
    assert says("does not answer", "error")
    assert says("Start it, or set CELERY_BROKER_URL or REDIS_URL", "error")
    assert says("Workers: none is running. Start one: celery -A newswire.publisher", "error")


def test_the_password_of_the_broker_is_not_shown() -> None:
    with broker_at("redis://:hunter2@127.0.0.1:1/0"):
        assert "hunter2" not in " ".join(found())


def test_a_worker_not_seen_for_an_hour_is_not_running(running: None) -> None:
    Heartbeat.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    assert says("none is running, the last was seen 1\xa0hour ago", "error")


def test_a_queue_that_no_worker_takes(running: None) -> None:
    Heartbeat.objects.filter(role="worker").update(queues=["newswire"])
    assert says("none takes the queue newswire.deliver. Start one with -Q newswire.deliver", "error")
    assert says("import it in your project's __init__.py", "error")


def test_a_beat_without_our_schedule(running: None) -> None:
    Heartbeat.objects.filter(role="task").delete()
    assert says("app.conf.beat_schedule = {**BEAT_SCHEDULE}", "error")


def test_a_beat_whose_sweeps_do_not_arrive(running: None) -> None:
    """As after an outage of the broker: its schedule is not to blame."""
    long_ago = timezone.now() - timedelta(minutes=5)
    Heartbeat.objects.filter(role="task").update(seen_at=long_ago)
    assert says("no worker has had a task of its schedule for 5\xa0minutes", "error")
    assert not says("app.conf.beat_schedule", "error")


def test_no_beat(running: None) -> None:
    Heartbeat.objects.exclude(role="worker").delete()
    assert says("Beat: none is running", "error")


def test_scheduled_pages_that_could_not_be_changed(running: None) -> None:
    Heartbeat.objects.filter(name="newswire.publish_scheduled").update(detail="host.HostPage 12: no")
    assert says("host.HostPage 12: no", "error")


@pytest.mark.parametrize(("minutes", "level"), [(0, "ok"), (3, "warning"), (30, "error")])
def test_pages_that_wait_to_be_rendered(running: None, minutes: int, level: str) -> None:
    since = timezone.now() - timedelta(minutes=minutes)
    Publication.objects.create(page_id=10**6, generation=1, captured_at=since)
    assert says("Rendering: ", level)


def _queued(channel: Channel, minutes: int) -> None:
    """A sending that has been due for so long; its lane's next look is as the test says."""
    then = timezone.now() - timedelta(minutes=minutes)
    publication = Publication.objects.create(page_id=10**6)
    event = Event.objects.create(sequence=1, type="page.updated", publication=publication, version=1)
    payload = Payload.objects.create(event=event, profile="cloudevents.full.omit", size=1)
    Delivery.objects.create(
        channel=channel, event=event, payload=payload, publication=publication, next_attempt_at=then
    )


def test_sendings_that_no_worker_takes(running: None) -> None:
    channel, _ = channels.create("Partner", "https://partner.example/hook")
    Channel.objects.update(state=Channel.State.ACTIVE)
    _queued(channel, minutes=3)
    Lane.objects.update(due_at=timezone.now() - timedelta(minutes=3))
    assert says("Sending: 1 page waits, for 3\N{NO-BREAK SPACE}minutes.", "warning")


def test_a_site_that_asks_us_to_wait_is_named_and_no_worker_is_blamed(running: None) -> None:
    channel, _ = channels.create("Partner", "https://partner.example/hook")
    Channel.objects.update(state=Channel.State.ACTIVE)
    _queued(channel, minutes=30)
    until = timezone.now() + timedelta(hours=23, minutes=30)
    Lane.objects.update(hold_until=until, due_at=until)
    assert says("Sending: nothing waits longer than a minute.", "ok")
    assert says("Channel Partner is on. The site asks us to wait: 23\N{NO-BREAK SPACE}hours more.", "note")


def test_a_page_that_cannot_be_rendered(running: None) -> None:
    Publication.objects.create(
        page_id=10**6, generation=1, title="Broken", render_error="Trace\nNameError: x"
    )
    assert says("“Broken” cannot be rendered: NameError: x", "error")


def test_what_manage_check_says_of_newswire_is_a_finding(running: None, settings: Settings) -> None:
    assert says("Settings: nothing is wrong.", "ok")
    settings.NEWSWIRE_ALOWED_HOSTS = []
    assert says("newswire.E001) Did you mean NEWSWIRE_ALLOWED_HOSTS?", "error")


def test_sqlite_settings_are_examined(running: None) -> None:
    if connection.vendor == "sqlite":
        assert says("SQLite in WAL mode", "ok")
    else:
        assert says("PostgreSQL", "ok")


def test_each_state_of_a_channel(running: None) -> None:
    assert says("Channels: there is none yet", "note")
    channel, _ = channels.create("Partner", "https://partner.org/hook")
    assert says("Partner has not been started. Send a test", "note")
    channels.start(channel)
    assert says("Channel Partner is on", "ok")
    channels.pause(channel, "Their move.")
    assert says("Partner is paused. Their move.", "warning")
    channels.resume(channel)
    Lane.objects.update(breaker="open", failing_since=timezone.now() - timedelta(minutes=20))
    assert says("Partner has been failing for 20\xa0minutes", "error")
    Lane.objects.update(breaker="closed", told="failing")  # it refuses all that it is sent
    assert says("Partner has been failing for 20\xa0minutes", "error")
    channels.disable(Channel.objects.get(), "It answered 410.")
    assert says("Partner is switched off: It answered 410.", "note")


def test_a_secret_that_cannot_be_opened(running: None) -> None:
    channels.create("Partner", "https://partner.org/hook")
    ChannelSecret.objects.update(key_id="lost")
    assert says("its secret cannot be opened", "error")


def test_another_app_adds_an_examination(running: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def pictures() -> Iterator[doctor.Finding]:
        yield doctor.warning("Pictures have no credits.", "Set the form.")

    monkeypatch.setattr(registry, "_examinations", [])
    doctor.register(pictures)
    assert says("Pictures have no credits. Set the form.", "warning")


def test_an_examination_that_raises_is_a_finding_and_stops_no_other(
    running: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Iterator[doctor.Finding]:
        raise RuntimeError("oh no")

    monkeypatch.setattr(registry, "_examinations", [broken, lambda: [doctor.ok("Still here.")]])
    assert says("could not be examined: oh no", "error")
    assert says("Still here.", "ok")


@pytest.mark.django_db(transaction=True)
def test_migrations_that_cannot_be_read_stop_no_examination(
    running: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def circular() -> bool:
        raise CircularDependencyError("home.0001, events.0001")

    def counts() -> None:
        raise OperationalError("no such table: newswire_publisher_heartbeat")

    monkeypatch.setattr(database, "is_migrated", circular)
    monkeypatch.setattr(registry, "_examinations", [counts])
    assert says("database could not be examined: home.0001, events.0001", "error")
    assert says("no such table", "error")


def test_a_database_that_does_not_answer_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    connection.close()
    monkeypatch.setattr(connection, "connect", refuse)
    findings = list(doctor.examine())
    monkeypatch.undo()
    away = [finding for finding in findings if "connection refused" in finding.words]
    assert [finding.words for finding in away] == ["Database: it does not answer (connection refused)."]
    assert any(finding.words.startswith("Broker: ") for finding in findings)


def test_a_database_without_tables_is_to_be_migrated(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with no_database.bare(tmp_path):
        findings = list(doctor.examine())
    errors = [finding for finding in findings if "igrat" in f"{finding.words}{finding.what_to_do}"]
    assert [finding.what_to_do for finding in errors] == ["Run: manage.py migrate"]
    assert not [finding.words for finding in findings if "could not be examined" in finding.words]
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.django_db(transaction=True)
def test_a_database_whose_certificate_has_expired_is_not_to_be_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise OperationalError("SSL error: certificate verify failed")

    connection.close()
    monkeypatch.setattr(connection, "connect", refuse)
    findings = found("error")
    monkeypatch.undo()
    (away,) = [words for words in findings if words.startswith("Database: ")]
    assert away.endswith("Renew the certificate of that server, or name the authority that signed it.")


def test_the_command_exits_0_where_all_is_well(running: None) -> None:
    said = StringIO()
    call_command("newswire_doctor", stdout=said)
    assert "ok      Beat: its sweeps are running." in said.getvalue()


def test_the_command_exits_1_on_an_error() -> None:
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("newswire_doctor", "--json", stdout=said)
    assert ended.value.code == 1
    assert {"level", "words", "what_to_do"} == set(json.loads(said.getvalue())[0])


def test_a_page_that_is_sent_with_less_is_named(running: None) -> None:
    Publication.objects.create(
        page_id=10**6, state="live", title="Bare", render_warnings=["has neither <main> nor <article>"]
    )
    assert says("“Bare” has neither <main> nor <article>. Correct the page or its template", "warning")
