"""Go-live and expiry times: each object by itself, once, to the second."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from services import tree
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published

from newswire.publisher import scheduled, stopping, tasks
from newswire.publisher.models import Heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


def due(title: str, seconds: float = -1) -> tree.HostPage:
    """A draft whose approved go-live time is that many seconds from now."""
    page = tree.draft(title)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    revision.approved_go_live_at = timezone.now() + timedelta(seconds=seconds)
    revision.save()
    content = {**revision.content, "go_live_at": revision.approved_go_live_at.isoformat()}
    type(revision).objects.filter(pk=revision.pk).update(content=content)
    return page


def is_live(page: Page) -> bool:
    page.refresh_from_db()
    return page.live


@pytest.fixture
def refusing() -> Iterator[set[int]]:
    """Pages whose publishing raises in a receiver of the host's."""
    pages: set[int] = set()

    def raise_for(instance: Page, **kwargs: object) -> None:
        if instance.pk in pages:
            raise RuntimeError("the host's receiver is broken")

    page_published.connect(raise_for)
    yield pages
    page_published.disconnect(raise_for)


def test_what_is_due_goes_live_and_what_has_expired_goes() -> None:
    page = due("Due")
    old = tree.live("Old")
    Page.objects.filter(pk=old.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    later = due("Later", seconds=600)
    outcome = scheduled.publish_due()
    assert (outcome.done, outcome.failed, outcome.next_due) == (2, (), None)
    assert is_live(page)
    assert not is_live(old)
    assert old.expired
    assert not is_live(later)


def test_one_that_raises_does_not_keep_back_the_others(refusing: set[int]) -> None:
    broken, fine = due("Broken"), due("Fine", seconds=-0.5)
    refusing.add(broken.pk)
    outcome = scheduled.publish_due()
    assert outcome.done == 1
    assert is_live(fine)
    assert not is_live(broken)
    assert "the host's receiver is broken" in outcome.failed[0]
    refusing.clear()
    assert scheduled.publish_due().done == 1
    assert is_live(broken)


def test_what_failed_is_said_where_operators_look(refusing: set[int]) -> None:
    refusing.add(due("Broken").pk)
    tasks.publish_scheduled()
    assert "receiver is broken" in Heartbeat.objects.get(name="newswire.publish_scheduled").detail


def test_two_beats_publish_once() -> None:
    pages = [due(f"Due {number}") for number in range(5)]

    def run(_: int) -> int:
        try:
            return scheduled.publish_due().done
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == len(pages)
    entries = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
    assert entries.count() == len(pages)


def test_the_next_moment_is_said_so_that_it_is_met() -> None:
    page = due("Soon", seconds=4)
    outcome = scheduled.publish_due()
    assert outcome.done == 0
    assert outcome.next_due == page.get_latest_revision().approved_go_live_at


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock but ours")
def test_a_worker_whose_clock_is_ahead_publishes_nothing_before_its_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page, now = due("Under embargo", seconds=5), timezone.now
    monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(minutes=10))
    outcome = scheduled.publish_due()
    assert (outcome.done, outcome.next_due) == (0, None)
    assert not is_live(page)


def test_a_host_may_keep_its_cron(settings: Settings) -> None:
    settings.NEWSWIRE_PUBLISH_SCHEDULED = False
    page = due("Due")
    tasks.publish_scheduled()
    assert not is_live(page)


def test_a_worker_told_to_stop_leaves_the_rest_to_the_next_run() -> None:
    pages = [due(f"Due {number}", seconds=number - 3) for number in range(3)]

    def stop(instance: Page, **kwargs: object) -> None:
        stopping.stop()

    page_published.connect(stop)
    try:
        outcome = scheduled.publish_due()
    finally:
        page_published.disconnect(stop)
        stopping.resume()
    assert outcome.done == 1
    assert outcome.next_due is not None
    assert outcome.next_due <= timezone.now()
    assert scheduled.publish_due().done == 2
    assert all(is_live(page) for page in pages)
