"""A database that fails in the midst of sending: what has come is neither lost nor asked for again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from services.receiver import Receiver, Reply
from services.waiting import until
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, restored
from newswire.publisher.deliver import health, intake, verdicts
from newswire.publisher.models import Attempt, Channel, Copy, Delivery, Event, Lane, Payload

pytestmark = pytest.mark.django_db(transaction=True)

needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no replica")


def are_over(count: int) -> bool:
    deliver.turn(1)
    return Attempt.objects.count() >= count


def once(work: Callable[..., Any], before: Callable[[], None]) -> Callable[..., Any]:
    begun: list[int] = []

    def instead(*arguments: Any) -> Any:
        if not begun:
            begun.append(1)
            before()
        return work(*arguments)

    return instead


def demote() -> None:
    """A failover: the server of this connection has become a replica."""
    with connection.cursor() as cursor:
        scope = "transaction" if connection.in_atomic_block else "default_transaction"
        cursor.execute(f"SET {scope}_read_only = on")


@needs_postgresql
def test_verdicts_are_kept_until_they_can_be_written(receiver: Receiver, monkeypatch, settings) -> None:
    settings.NEWSWIRE_DEADLINE = 1
    announce(make_publication(), [make_channel(f"{receiver.url}/{number}") for number in range(3)])
    monkeypatch.setattr(verdicts, "record", once(verdicts.record, demote))

    until(lambda: are_over(3), 20)

    assert len(receiver.requests) == 3
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"delivered"}


@needs_postgresql
def test_what_is_under_way_is_kept_where_nothing_can_be_claimed(receiver: Receiver, monkeypatch) -> None:
    receiver.answer = lambda request: Reply(delay=2.0)
    channels = [make_channel(f"{receiver.url}/{number}") for number in range(3)]
    announce(make_publication(), channels)
    claim, claims = intake.claim, []

    def claiming(room: int) -> list[Any]:
        claims.append(1)
        if len(claims) == 2:
            demote()
        return claim(room)

    monkeypatch.setattr(intake, "claim", claiming)

    until(lambda: are_over(3), 20)

    assert len(receiver.requests) == 3 and len(claims) > 2
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"delivered"}


def fail() -> None:
    raise OperationalError("deadlock detected")


@pytest.mark.parametrize("status", [410, 503, 200])
def test_what_a_verdict_says_of_its_channel_is_said_though_it_fails_once(
    receiver: Receiver, monkeypatch, status: int
) -> None:
    receiver.answer = lambda request: Reply(status, headers={"retry-after": "3600"})
    channel = make_channel(receiver.url, cap=1)
    deliver.run(1)  # its repair has just been
    Lane.objects.update(last_success_at=None)
    announce(make_publication(), [channel])
    monkeypatch.setattr(health, "_lock", once(health._lock, fail))

    until(lambda: are_over(1), 20)

    lane = Lane.objects.get()
    assert (Channel.objects.get().state == Channel.State.DISABLED) == (status == 410)
    assert (lane.hold_until is not None) == (status == 503)
    assert (lane.last_success_at is not None) == (status == 200)


def test_a_worker_that_outlives_a_restore_sends_no_text_of_before_it(receiver: Receiver) -> None:
    channel = make_channel(receiver.url)
    announce(make_publication(), [channel], body=b'{"data": {"title": "lost", "version": 7}}')
    deliver.run(1)
    key = Payload.objects.get().pk
    for model in (Delivery, Copy, Payload, Event):
        model.objects.all().delete()
    restored.begin_epoch()
    announce(make_publication(), [channel], body=b'{"data": {"title": "after", "version": 1000001}}')
    [payload] = Payload.objects.all()
    Delivery.objects.update(payload_id=key)
    Payload.objects.filter(pk=payload.pk).update(id=key)

    deliver.run(1)

    assert b"after" in receiver.requests[-1].body
