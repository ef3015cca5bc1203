"""A channel is deleted while something is announced: nothing stays behind, whoever comes first."""

import threading
from collections.abc import Collection

import pytest
from django.db import connection, transaction
from services import tree
from services.receiver import Receiver
from services.waiting import until
from support.blocked import is_anybody_blocked

from newswire.publisher import channels, dispatch
from newswire.publisher.deliver import handover, lanes
from newswire.publisher.dispatch import settle
from newswire.publisher.dispatch.announce import Written
from newswire.publisher.models import Channel, Copy, Delivery, Event

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time: neither can come between"
    ),
]


def make(receiver: Receiver) -> Channel:
    channel, _ = channels.create("doomed", f"{receiver.url}/doomed", page_types=["host.hostpage"])
    channels.start(channel)
    return channel


def left(pk: int) -> int:
    return Delivery.objects.filter(channel=pk).count() + Copy.objects.filter(channel=pk).count()


def test_a_deletion_waits_for_what_is_being_announced(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree.home()
    pk = make(receiver).pk
    deleting = threading.Thread(target=_deleted, args=(pk,))

    lock = handover.lock

    def lock_then_let_delete(channel_ids: Collection[int]) -> handover.Locked:
        found = lock(channel_ids)
        deleting.start()
        until(is_anybody_blocked)
        return found

    monkeypatch.setattr(handover, "lock", lock_then_let_delete)
    tree.live("Harbour reopens")
    dispatch.run(5)
    deleting.join()

    assert Event.objects.count() == 1
    assert left(pk) == 0


def test_nothing_is_queued_for_one_that_is_gone(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    tree.home()
    pk = make(receiver).pk
    write = settle.write

    def delete_then_write(*args: object) -> Written:
        monkeypatch.setattr(settle, "write", write)
        elsewhere = threading.Thread(target=_deleted, args=(pk,))
        elsewhere.start()
        elsewhere.join()
        return write(*args)

    monkeypatch.setattr(settle, "write", delete_then_write)
    tree.live("Harbour reopens")
    dispatch.run(5)

    assert not Channel.objects.filter(pk=pk).exists()
    assert left(pk) == 0


def test_a_long_deletion_keeps_no_announcement_waiting_and_is_not_ended_by_one(receiver: Receiver) -> None:
    """As of millions of attempts: somebody has the copy, and wants the lane next."""
    channel = make(receiver)
    tree.home()
    tree.live("Harbour reopens")
    dispatch.run(5)
    deleting = threading.Thread(target=_deleted, args=(channel.pk,))
    with transaction.atomic():
        Copy.objects.filter(channel=channel).update(announced_version=1)
        deleting.start()
        until(is_anybody_blocked)
        lanes.wake([channel.pk])
    deleting.join()

    assert not Channel.objects.filter(pk=channel.pk).exists()
    assert left(channel.pk) == 0


def test_what_was_announced_to_it_alone_is_forgotten_before_its_lane_is_taken(receiver: Receiver) -> None:
    """As of a million pages that were sent to it when it was new."""
    channel = make(receiver)
    event = dispatch.channel_event(channel, "channel.test").event_id
    deleting = threading.Thread(target=_deleted, args=(channel.pk,))
    with transaction.atomic():
        Event.objects.filter(pk=event).update(note="held")
        deleting.start()
        until(is_anybody_blocked)
        lanes.wake([channel.pk])
    deleting.join()

    assert not Channel.objects.filter(pk=channel.pk).exists()
    assert Event.objects.get().channel is None


def _deleted(pk: int) -> None:
    try:
        with transaction.atomic():
            Channel.objects.get(pk=pk).delete()
    finally:
        connection.close()
