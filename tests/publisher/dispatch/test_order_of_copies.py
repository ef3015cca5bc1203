"""Who announces and who sends lock copies by channel, both."""

import threading
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from services import tree
from services.waiting import until
from support.beside import beside
from support.factories import make_channel

from newswire.publisher import dispatch
from newswire.publisher.deliver import verdicts
from newswire.publisher.deliver.claim import claim
from newswire.publisher.dispatch import announce
from newswire.publisher.models import Channel, Copy
from newswire.publisher.transports.base import Answer, Outcome, Verdict

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def started(name: str) -> Channel:
    now: datetime = timezone.now()
    return make_channel(f"http://127.0.0.1:9/{name}", page_types=["host.hostpage"], started_at=now)


def test_a_page_leaves_one_channel_and_changes_for_another_while_both_confirm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tree.home()
    _, leaving = started("first"), started("second")
    page = tree.live("Harbour")
    dispatch.run(5)
    claimed = claim(10)
    Channel.objects.filter(pk=leaving.pk).update(page_types=["host.other"])
    page.title = "Harbour reopens"
    page.save_revision().publish()
    note, noted, waited = announce._note_copies, threading.Event(), []

    def noting(*arguments: Any) -> None:
        note(*arguments)
        if not noted.is_set():
            noted.set()
            waited.append(until(waits_for_a_lock))

    def confirm() -> None:
        noted.wait(60)
        delivered, answer = Verdict(Outcome.DELIVERED), Answer(200)
        verdicts.record([verdicts.Result(one, delivered, answer, "live", "x") for one in claimed], "w")

    monkeypatch.setattr(announce, "_note_copies", noting)
    with beside(confirm):  # raises where a deadlock had ended it
        dispatch.run(10)

    assert len(claimed) == 2 and waited == [True]
    assert set(Copy.objects.values_list("version", flat=True)) == {1}


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw first
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return cursor.fetchone() is not None
