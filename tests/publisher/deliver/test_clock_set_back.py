"""A database whose clock is set back, by a failover perhaps: what it told before lies in the future."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from services.receiver import Receiver
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver
from newswire.publisher.deliver import breaker, lanes
from newswire.publisher.deliver.claim import claim
from newswire.publisher.models import Delivery, Lane

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def set_back_an_hour() -> None:
    Lane.objects.update(due_at=F("due_at") + HOUR, probe_at=F("probe_at") + HOUR)
    Delivery.objects.update(
        next_attempt_at=F("next_attempt_at") + HOUR, leased_until=F("leased_until") + HOUR
    )


def test_a_backlog_is_sent(receiver: Receiver) -> None:
    announce(make_publication(), [make_channel(receiver.url)])
    set_back_an_hour()

    deliver.run()

    assert len(receiver.requests) == 1


def test_what_a_worker_was_lost_with_is_sent_again(receiver: Receiver) -> None:
    announce(make_publication(), [make_channel(receiver.url, cap=1)])
    [lost] = claim(10)
    set_back_an_hour()

    deliver.run()

    assert [request.headers["webhook-id"] for request in receiver.requests] == [
        Delivery.objects.get(pk=lost.id).webhook_id
    ]


def test_what_is_under_way_is_left_to_its_worker(receiver: Receiver) -> None:
    announce(make_publication(), [make_channel(receiver.url)])
    claim(10)

    deliver.run()

    assert receiver.requests == []


def test_a_site_that_is_back_is_asked(receiver: Receiver) -> None:
    announce(make_publication(), [make_channel(receiver.url)])
    soon = timezone.now() + timedelta(seconds=breaker.LONGEST_WAIT)
    Lane.objects.update(breaker=Lane.Breaker.OPEN, probe_at=soon, due_at=soon, failures=9)
    assert lanes.repair(timezone.now()) == 0
    set_back_an_hour()

    deliver.run()

    assert len(receiver.requests) == 1
    assert Lane.objects.get().breaker == Lane.Breaker.CLOSED
