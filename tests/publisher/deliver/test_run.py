"""One delivery from the queue to the receiver, and what is left behind."""

import json
import time
from typing import Any

import pytest
from django.db import connection
from services.receiver import Receiver, Reply
from standardwebhooks import Webhook
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, secrets
from newswire.publisher.deliver import intake, pump
from newswire.publisher.models import Attempt, Copy, Delivery, Lane

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_queued_delivery_reaches_the_receiver_signed(receiver: Receiver) -> None:
    channel = make_channel(receiver.url)
    publication = make_publication()
    (delivery,) = announce(publication, [channel])

    assert deliver.run(5) == 1

    (request,) = receiver.requests
    (secret,) = secrets.valid(channel)
    body = Webhook(secret).verify(request.body, request.headers)
    assert body["data"]["id"] == str(publication.uuid)
    assert request.headers["webhook-id"] == delivery.webhook_id
    assert request.headers["newswire-sequence"] == str(delivery.event_id)
    assert request.headers["newswire-version"] == "1"
    assert request.headers["content-type"] == "application/json"
    assert "expect" not in request.headers


def test_what_was_delivered_is_noted(receiver: Receiver) -> None:
    receiver.answer = lambda request: Reply(body=json.dumps({"url": "https://site.example/a"}).encode())
    channel = make_channel(receiver.url)
    publication = make_publication()
    (delivery,) = announce(publication, [channel])

    deliver.run(5)

    delivery.refresh_from_db()
    assert delivery.state == Delivery.State.DELIVERED
    assert (delivery.attempts, delivery.last_status, delivery.leased_until) == (1, 200, None)
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.status, attempt.peer) == ("delivered", 200, "127.0.0.1")
    assert attempt.answer == '{"url": "https://site.example/a"}'
    assert set(attempt.timings) == {"resolve", "connect", "tls", "first_byte"}
    copy = Copy.objects.get()
    assert (copy.channel_id, copy.version, copy.state) == (channel.pk, 1, "live")
    assert (copy.url, copy.content_hash) == ("https://site.example/a", delivery.event.content_hash)
    lane = Lane.objects.get()
    assert (lane.due_at, lane.failures) == (None, 0)
    assert lane.last_success_at is not None


def test_nothing_due_ends_at_once(receiver: Receiver) -> None:
    make_channel(receiver.url)

    assert deliver.run(5) == 0
    assert receiver.requests == []


def test_many_channels_get_one_event_each_once(receiver: Receiver) -> None:
    channels = [make_channel(f"{receiver.url}/{number}") for number in range(300)]
    announce(make_publication(), channels)

    assert deliver.run(20) == 300

    assert len({request.path for request in receiver.requests}) == len(receiver.requests) == 300
    assert Delivery.objects.filter(state=Delivery.State.DELIVERED).count() == 300
    assert Attempt.objects.count() == Copy.objects.count() == 300


@pytest.mark.parametrize(("overdue", "arrived"), [(0.0, 1), (60.0, 0)])
def test_lost_leases_are_looked_for_once_what_is_due_has_left_or_at_last_before(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, overdue: float, arrived: int
) -> None:
    announce(make_publication(), [make_channel(receiver.url)])
    # No second look before the answer: it may come before the receiver has noted a request that has left.
    monkeypatch.setattr(pump, "SHORTEST_LOOK", 5.0)
    monkeypatch.setattr(intake, "LOSSES_EVERY", 60.0)
    keeper = pump.Pump.of_this_process()._intake
    monkeypatch.setattr(keeper, "_losses_at", time.monotonic() - overdue)
    at_looks = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if "leased_until" in sql and sql.startswith("SELECT"):
            at_looks.append(len(receiver.requests))
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        assert deliver.run(5) == 1

    assert at_looks == [arrived]
