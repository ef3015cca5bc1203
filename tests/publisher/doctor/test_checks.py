"""Every system check: the setting that sets it off, and a hint that helps."""

import pytest
from django.core.checks import CheckMessage, run_checks
from django.db import connection
from django.db.models import Model
from host.models import BrokenPage, HostPage
from pytest_django import Settings

from newswire.publisher.checks import check_settings


def found() -> dict[str, CheckMessage]:
    return {message.id: message for message in check_settings()}


def test_the_test_site_has_none() -> None:
    assert found() == {}


def test_they_are_registered_with_django(settings: Settings) -> None:
    settings.NEWSWIRE_ALOWED_HOSTS = []
    assert "newswire.E001" in {message.id for message in run_checks(tags=["newswire"])}


def test_e001_an_unknown_setting_names_the_nearest(settings: Settings) -> None:
    settings.NEWSWIRE_ALOWED_HOSTS = []
    message = found()["newswire.E001"]
    assert "NEWSWIRE_ALOWED_HOSTS" in message.msg
    assert message.hint == "Did you mean NEWSWIRE_ALLOWED_HOSTS?"


@pytest.mark.parametrize("keys", [["key"], [("a",)], [("a", "")], [{"a": "b"}]])
def test_e002_keys_of_a_wrong_shape(settings: Settings, keys: list) -> None:
    settings.NEWSWIRE_SECRET_KEYS = keys
    assert "newswire.E002" in found()


def test_e003_two_keys_of_one_id(settings: Settings) -> None:
    settings.NEWSWIRE_SECRET_KEYS = [("a", "x"), ("a", "y")]
    assert "newswire.E003" in found()


def test_e004_a_page_type_that_is_not_there(settings: Settings) -> None:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPag"]
    assert found()["newswire.E004"].hint == "Did you mean host.HostPage?"


@pytest.mark.parametrize("label", ["auth.User", "host.HostLink"])
def test_e004_a_model_that_is_no_page(settings: Settings, label: str) -> None:
    settings.NEWSWIRE_PAGE_TYPES = [label]
    assert f"{label}: no such page type" in found()["newswire.E004"].msg


def test_e004_a_proxy_names_the_type_that_its_pages_are(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    monkeypatch.setattr(HostPage._meta, "proxy", True)
    monkeypatch.setattr(HostPage._meta, "concrete_model", BrokenPage)
    message = found()["newswire.E004"]
    assert message.msg.startswith("NEWSWIRE_PAGE_TYPES names host.HostPage, a proxy")
    assert message.hint == "Name host.BrokenPage."


def test_w010_urls_without_ours(settings: Settings) -> None:
    settings.ROOT_URLCONF = "wagtail.admin.urls"
    message = found()["newswire.W010"]
    assert message.hint is not None and 'include("newswire.publisher.urls")' in message.hint


def test_e005_times_without_a_zone(settings: Settings) -> None:
    settings.USE_TZ = False
    assert "newswire.E005" in found()


def test_w001_sqlite_with_deferred_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        assert "IMMEDIATE" in found()["newswire.W001"].hint


def test_w002_atomic_requests_on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
        assert "newswire.W002" in found()


class Replica:
    """Reads from another database, as the documentation of Django shows it."""

    def db_for_read(self, model: type, **hints: object) -> str:
        return "replica"


class OfAnotherApp:
    def db_for_read(self, model: type, **hints: object) -> str | None:
        return "replica" if model._meta.app_label == "auth" else None  # type: ignore[attr-defined]


class Elsewhere(Replica):
    def db_for_write(self, model: type, **hints: object) -> str:
        return "replica"


@pytest.mark.parametrize("router", [Replica, Elsewhere])
def test_e012_models_that_are_read_elsewhere_than_in_the_default_database(
    settings: Settings, router: type
) -> None:
    settings.DATABASE_ROUTERS = [router()]
    message = found()["newswire.E012"]
    assert "reads what has just been written" in message.msg
    assert message.hint is not None and "newswire_publisher" in message.hint


class OfPages:
    """A replica for all but Newswire's own models, as its hint once read alone."""

    def db_for_read(self, model: type[Model], **hints: object) -> str | None:
        return None if model._meta.app_label == "newswire_publisher" else "replica"


def test_e012_pages_that_are_read_from_a_replica(settings: Settings) -> None:
    """What is announced would be the text of before the publish."""
    settings.DATABASE_ROUTERS = [OfPages()]
    assert "Page read from “replica”" in found()["newswire.E012"].msg


def test_a_router_of_another_app_is_not_complained_of(settings: Settings) -> None:
    settings.DATABASE_ROUTERS = [OfAnotherApp()]
    assert found() == {}


@pytest.mark.django_db  # else the run on PostgreSQL leaves it out
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one level")
@pytest.mark.parametrize(("level", "wrong"), [(1, False), (2, False), (3, True), (4, True)])
def test_e013_a_level_above_read_committed(monkeypatch: pytest.MonkeyPatch, level: int, wrong: bool) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "isolation_level", level)
    assert ("newswire.E013" in found()) == wrong


def test_w003_several_languages_that_are_not_on(settings: Settings) -> None:
    settings.WAGTAIL_I18N_ENABLED = False
    assert "newswire.W003" in found()


def test_w004_eager_tasks(settings: Settings) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    assert "newswire.W004" in found()


@pytest.mark.parametrize("seconds", [0, -1, 120])
def test_w005_a_deadline_longer_than_a_task(settings: Settings, seconds: int) -> None:
    settings.NEWSWIRE_DEADLINE = seconds
    assert "newswire.W005" in found()


@pytest.mark.parametrize(
    ("setting", "value", "check"),
    [
        ("CELERY_BROKER_TRANSPORT_OPTIONS", {"visibility_timeout": 60}, "newswire.W006"),
        ("CELERY_WORKER_POOL", "gevent", "newswire.W007"),
        ("CELERY_ACCEPT_CONTENT", ["json", "pickle"], "newswire.W008"),
        ("CELERY_ACCEPT_CONTENT", ["msgpack"], "newswire.E006"),
        ("NEWSWIRE_ALLOWED_HOSTS", ["0.0.0.0/0"], "newswire.W009"),
        ("NEWSWIRE_DELIVER_AT_ONCE", 0, "newswire.E007"),
        ("NEWSWIRE_KEEP_ATTEMPTS_DAYS", "30", "newswire.E007"),
        ("NEWSWIRE_KEEP_PAYLOADS_DAYS", None, "newswire.E007"),
        ("NEWSWIRE_KEEP_ATTEMPTS_DAYS", 999_999, "newswire.E007"),
        ("NEWSWIRE_KEEP_PICTURES_DAYS", 10_000_000, "newswire.E007"),
        ("NEWSWIRE_AUDIT_HOURS", 10**9, "newswire.E007"),
        ("NEWSWIRE_SECRET_KEYS", [(["a"], "b")], "newswire.E002"),
        ("NEWSWIRE_SECRET_KEYS", [("a", 5)], "newswire.E002"),
        ("NEWSWIRE_SECRET_KEYS", [("2026-11-29-production-rotated-by-somebody", "b")], "newswire.E002"),
        ("NEWSWIRE_RETRY_SCHEDULE", [5, float("inf")], "newswire.E008"),
        ("NEWSWIRE_RETRY_SCHEDULE", [], "newswire.E008"),
        ("NEWSWIRE_RETRY_SCHEDULE", [5, "300"], "newswire.E008"),
        ("NEWSWIRE_MONITORING_ADDRESSES", ["prometheus"], "newswire.E009"),
    ],
)
def test_a_wrong_value_is_found_with_a_hint(
    settings: Settings, setting: str, value: object, check: str
) -> None:
    setattr(settings, setting, value)
    assert set(found()) == {check}
    assert found()[check].hint


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("CELERY_BROKER_TRANSPORT_OPTIONS", {"visibility_timeout": 3600}),
        ("CELERY_WORKER_POOL", "prefork"),
        ("CELERY_ACCEPT_CONTENT", ["json"]),
        ("NEWSWIRE_BACKFILL_PER_MINUTE", None),
        ("NEWSWIRE_MONITORING_ADDRESSES", ["10.1.0.0/16", "::1"]),
    ],
)
def test_a_right_value_is_not_complained_of(settings: Settings, setting: str, value: object) -> None:
    setattr(settings, setting, value)
    assert found() == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PAGE_TYPES", None),
        ("PAGE_TYPES", "newswire_pages.ArticlePage"),
        ("ALLOWED_HOSTS", None),
        ("ALLOWED_HOSTS", "intranet.example.org"),
        ("MONITORING_ADDRESSES", "10.0.0.0/8"),
        ("ALARM_RECIPIENTS", "desk@example.org"),
        ("ALARM_RECIPIENTS", [("Desk", "desk@example.org")]),
        ("PAGE_TYPES", [5]),
        ("PUBLISH_SCHEDULED", "False"),
        ("HUB", "no"),
        ("MACHINE_TRANSLATOR", "deepl.Translator"),
        ("BASE_URL", "news.example.org"),
        ("PULSE_FILE", 5),
    ],
)
def test_e011_a_setting_of_a_wrong_kind(settings: Settings, name: str, value: object) -> None:
    setattr(settings, f"NEWSWIRE_{name}", value)
    assert f"NEWSWIRE_{name} " in found()["newswire.E011"].msg


def test_e011_says_no_secret(settings: Settings) -> None:
    settings.NEWSWIRE_MONITORING_TOKEN = 12345
    assert "12345" not in str(found()["newswire.E011"])


@pytest.mark.parametrize(
    ("name", "value", "id"),
    [
        ("NEWSWIRE_SECRET_KEYS", None, "E002"),
        ("NEWSWIRE_DEADLINE", "20", "W005"),
        ("NEWSWIRE_DEADLINE", None, "W005"),
        ("NEWSWIRE_HUB_SUBSCRIPTIONS", "x", "E007"),
        ("CELERY_BROKER_TRANSPORT_OPTIONS", {"visibility_timeout": "60"}, "W006"),
    ],
)
def test_no_kind_of_value_ends_a_check_with_a_traceback(
    settings: Settings, name: str, value: object, id: str
) -> None:
    setattr(settings, name, value)
    assert f"newswire.{id}" in found()
