"""Sent again while something is announced: that waits for nobody, and now is now whatever the clock."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from host.tree import Tree
from services.receiver import Receiver
from services.waiting import PATIENCE, until
from support.beside import beside
from support.blocked import is_anybody_blocked

from newswire.publisher import deliver, dispatch, jobs
from newswire.publisher.admin.reports.send_again import SendAgainBulkAction
from newswire.publisher.models import Channel, Delivery, Event, Job
from newswire.publisher.panel.board import board_of
from newswire.publisher.panel.reading import read
from newswire.publisher.panel.resend import send_pages_again, send_rows_again
from newswire.publisher.panel.subject import Subject

pytestmark = pytest.mark.django_db(transaction=True)

Make = Callable[..., Any]


def of_one_page(page: Any) -> None:
    subject = Subject.of_page(page)
    board = board_of(subject, read(subject.page_id, subject.set_key))
    send_rows_again(board, board.rows, None)


def of_pages(page: Any) -> None:
    send_pages_again([page.pk], None)


def of_a_report(page: Any) -> None:
    with transaction.atomic():  # as Wagtail calls it
        SendAgainBulkAction.execute_action(list(Delivery.objects.order_by("-channel")))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("send", [of_one_page, of_pages, of_a_report])
def test_no_announcement_waits_for_who_sends_to_very_many_sites_again(
    channel: Make, tree: Tree, published: Make, monkeypatch: pytest.MonkeyPatch, send: Callable[[Any], None]
) -> None:
    _, told, _ = [channel(name=name) for name in "ABC"]
    page = published()
    Delivery.objects.filter(channel=told).update(state=Delivery.State.DELIVERED)
    tree.published("Port reopens")
    start, asked = jobs.start, threading.Event()
    was_announced = []

    def announce_then_start(*args: Any, **options: Any) -> Job:
        monkeypatch.setattr(jobs, "start", start)
        asked.set()
        until(lambda: Event.objects.count() == 2 or is_anybody_blocked())
        was_announced.append(Event.objects.count() == 2)
        return start(*args, **options)

    def announce() -> None:
        asked.wait(PATIENCE)
        dispatch.run()

    monkeypatch.setattr(jobs, "start", announce_then_start)
    with beside(announce):
        send(page)
    assert was_announced == [True] and Job.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no clock but ours")
def test_now_is_now_though_the_clock_of_who_asks_is_ahead(
    channel: Make, published: Make, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel(receiver.url)
    page = published()
    now = timezone.now
    Delivery.objects.update(attempts=1, next_attempt_at=now() + timedelta(hours=1))
    with monkeypatch.context() as ahead:
        ahead.setattr(timezone, "now", lambda: now() + timedelta(minutes=1))
        of_one_page(page)

    assert Channel.objects.count() == deliver.run(5) == 1
