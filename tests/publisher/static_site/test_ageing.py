"""Two days pass, and nothing is published."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template import TemplateSyntaxError
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from support.factories import make_channel
from support.recording_storage import RecordingStorage
from support.static_news import article, gone

from newswire.publisher.models import Channel, StaticFile
from newswire.publisher.schedule import BEAT_SCHEDULE
from newswire.publisher.static_site import ageing
from newswire.publisher.static_site.ageing import age

Send = Callable[..., None]
NEWS = "news-sitemap.xml"


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    def later(hours: float) -> None:
        moment = timezone.now() + timedelta(hours=hours)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return later


def ago(hours: float) -> str:
    return (timezone.now() - timedelta(hours=hours)).isoformat()


def news(site: RecordingStorage) -> set[str]:
    text = site.files[NEWS].decode()
    return {slug for slug in ("older", "newer") if f"/en/{slug}/" in text}


def test_what_is_two_days_old_leaves_the_news_sitemap(
    send: Send,
    site: RecordingStorage,
    later: Callable[[float], None],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    send(article("older", publishedAt=ago(40)), article("newer", publishedAt=ago(20)))
    site.writes.clear()
    with django_assert_num_queries(1):
        assert age(5) == 0
    later(9)
    assert age(5) == 1
    assert (news(site), site.writes) == ({"newer"}, [NEWS])
    with django_assert_num_queries(1):
        assert age(5) == 0
    later(20)
    assert age(5) == 1
    assert news(site) == set()
    assert StaticFile.objects.filter(stale_at__isnull=False).count() == 0


def test_a_site_that_is_not_on_is_left_alone(
    send: Send, site: RecordingStorage, later: Callable[[float], None]
) -> None:
    send(article("older", publishedAt=ago(40)))
    Channel.objects.update(state=Channel.State.PAUSED)
    later(9)
    assert age(5) == 0
    Channel.objects.update(state=Channel.State.ACTIVE)
    assert age(5) == 1


def test_a_storage_that_fails_is_tried_at_the_next_sweep(
    send: Send, site: RecordingStorage, later: Callable[[float], None], caplog: pytest.LogCaptureFixture
) -> None:
    send(article("older", publishedAt=ago(40)))
    later(9)
    site.fails = lambda name: name == NEWS
    with caplog.at_level(logging.WARNING):
        assert age(5) == 0
    assert "PermissionError" in caplog.text and "secret" not in caplog.text
    site.fails = lambda name: False
    assert age(5) == 1
    assert news(site) == set()


def test_what_is_withdrawn_needs_no_ageing(send: Send, site: RecordingStorage) -> None:
    send(article("older", publishedAt=ago(40)))
    assert StaticFile.objects.get(path=NEWS).stale_at
    send(gone("older", 2))
    assert StaticFile.objects.get(path=NEWS).stale_at is None


def test_the_beat_looks_more_than_once_an_hour() -> None:
    assert BEAT_SCHEDULE["newswire.ageing"]["schedule"] <= 1800


def test_a_site_whose_templates_raise_holds_up_no_other(
    send: Send, later: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(article("older", publishedAt=ago(40)))
    good = Channel.objects.get()
    bad = make_channel("https://other.example/", transport="storage", name="Other", options=good.options)
    StaticFile.objects.create(channel=bad, path="a", kind="listing", stale_at=timezone.now())
    turn = ageing.building.turn

    def raising(channel: Channel, patience: float) -> set[int]:
        if channel.pk == bad.pk:
            raise TemplateSyntaxError
        return turn(channel, patience)

    monkeypatch.setattr(ageing.building, "turn", raising)
    later(9)
    assert age(5) == 1
