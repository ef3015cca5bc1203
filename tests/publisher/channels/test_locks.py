"""Whoever has a channel's row, and its lane next, never waits in a circle."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from services.waiting import PATIENCE, until
from support.beside import beside
from support.blocked import is_anybody_blocked
from support.factories import make_channel

from newswire.publisher import channels
from newswire.publisher.channels.remove import forget_history
from newswire.publisher.deliver import lanes
from newswire.publisher.models import Channel

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def channel() -> Channel:
    return make_channel("http://127.0.0.1:9/hook")


def delete(channel: Channel) -> None:
    """As the admin does."""
    with transaction.atomic():
        forget_history(channel)
        channel.delete()


@pytest.mark.parametrize("act", [channels.resume, delete])
def test_beside_who_sends_a_page_again(channel: Channel, act: Callable[[Channel], None]) -> None:
    is_held = threading.Event()
    with beside(lambda: is_held.wait(PATIENCE) and act(channel)), transaction.atomic():
        Channel.objects.select_for_update(no_key=True).get(pk=channel.pk)
        is_held.set()
        until(is_anybody_blocked)
        lanes.wake([channel.pk])
