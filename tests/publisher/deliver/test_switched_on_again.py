"""Switched on again by a person: nothing waits for the ladder, nor for a `Retry-After`."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from services.receiver import Receiver, Reply
from services.waiting import PATIENCE
from support.factories import announce, make_channel, make_publication

from newswire.publisher import channels, deliver
from newswire.publisher.deliver import alone
from newswire.publisher.models import Channel, Delivery, Lane

pytestmark = pytest.mark.django_db(transaction=True)


def queue(channel: Channel, count: int) -> None:
    for _ in range(count):
        announce(make_publication(), [channel])


def switch_on_again(channel: Channel) -> None:
    channels.pause(channel)
    channels.resume(channel)


def all_arrive(channel: Channel) -> bool:
    until = time.monotonic() + PATIENCE
    missing = channel.deliveries.exclude(state=Delivery.State.DELIVERED)
    while missing.filter(next_attempt_at__lt=timezone.now() + timedelta(minutes=1)).exists():
        assert time.monotonic() < until
        deliver.run()
        time.sleep(0.02)
    return not missing.exists()


def test_what_failed_before_the_breaker_opened(receiver: Receiver, settings) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [3600, 3600]
    receiver.answer = lambda request: Reply(503)
    queue(channel := make_channel(receiver.url), 8)
    deliver.run()
    assert Lane.objects.get().breaker == Lane.Breaker.OPEN
    receiver.answer = lambda request: Reply()

    switch_on_again(channel)

    assert all_arrive(channel)


@pytest.mark.parametrize("status", [429, 503])
def test_what_was_asked_to_wait_for_a_day(receiver: Receiver, status: int) -> None:
    """By a maintenance page's mistake perhaps: nothing else ends it, and a takedown waits too."""
    receiver.answer = lambda request: Reply(status, headers={"retry-after": "86400"})
    queue(channel := make_channel(receiver.url, cap=1), 3)
    deliver.run()
    receiver.answer = lambda request: Reply()

    switch_on_again(channel)

    assert all_arrive(channel)
    assert Lane.objects.get().hold_until is None


def test_an_article_that_was_refused_waits_for_its_time(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(422)
    queue(channel := make_channel(receiver.url), 1)
    deliver.run()
    before = channel.deliveries.get().next_attempt_at

    switch_on_again(channel)

    assert channel.deliveries.get().next_attempt_at == before


def test_who_has_the_channel_alone_keeps_it(receiver: Receiver) -> None:
    with alone.alone(channel := make_channel(receiver.url)):
        switch_on_again(channel)

        assert Lane.objects.get().hold_until > timezone.now()
