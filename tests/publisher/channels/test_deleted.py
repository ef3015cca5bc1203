"""A deleted channel takes along what is kept of it, and nothing else: docs/operators.md."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from services import tree
from services.receiver import Receiver

from newswire.publisher import channels, deliver, dispatch, jobs
from newswire.publisher.alarms.note import note
from newswire.publisher.channels import remove
from newswire.publisher.feed import tokens
from newswire.publisher.models import (
    Alarm,
    Attempt,
    Channel,
    ChannelSecret,
    ChannelToken,
    Copy,
    Delivery,
    Event,
    Job,
    Lane,
    Payload,
)
from newswire.publisher.prune import prune

pytestmark = pytest.mark.django_db(transaction=True)

OF_CHANNELS = (Alarm, Attempt, ChannelSecret, ChannelToken, Copy, Delivery, Job, Lane)


def make(name: str, receiver: Receiver) -> Channel:
    channel, _ = channels.create(name, f"{receiver.url}/{name}", page_types=["host.hostpage"])
    channels.start(channel)
    return channel


def work() -> None:
    dispatch.run(5)
    deliver.run(2)


def kept(channel_id: int) -> dict[str, int]:
    return {model.__name__: model.objects.filter(channel=channel_id).count() for model in OF_CHANNELS}


@pytest.fixture
def pair(receiver: Receiver) -> tuple[Channel, Channel]:
    """Two that hold a page; of each there is everything that can be kept of a channel."""
    tree.home()
    both = make("doomed", receiver), make("other", receiver)
    page = tree.live("Harbour reopens")
    work()
    page.title = "Harbour reopens at noon"
    page.save_revision().publish()
    dispatch.run(5)  # queued, and not sent
    for channel in both:
        note(Alarm.Kind.FAILING, timezone.now(), channel)
        jobs.start(Job.Kind.REPLAY, channel)
        dispatch.channel_event(channel, "channel.test")
    return both


def test_what_is_kept_of_it_goes_and_the_outbox_stays_whole(pair: tuple[Channel, Channel]) -> None:
    doomed, other = pair
    token = tokens.create(doomed)
    tokens.create(other)
    before, sequences = (
        kept(other.pk),
        list(Event.objects.order_by("sequence").values_list("sequence", flat=True)),
    )
    assert all(kept(doomed.pk).values())
    pk = doomed.pk
    doomed.delete()

    assert not any(kept(pk).values())
    assert kept(other.pk) == before
    assert (
        list(Event.objects.order_by("sequence").values_list("sequence", flat=True))
        == sequences
        == list(range(1, 5))
    )
    answer = Client().get("/newswire/v1/changes", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_an_alarm_noted_while_its_history_is_forgotten_goes_too(
    pair: tuple[Channel, Channel], monkeypatch: pytest.MonkeyPatch
) -> None:
    doomed, forget = pair[0], remove.forget_history

    def fail_then_forget(channel: Channel) -> None:
        note(Alarm.Kind.PAUSED, timezone.now(), channel)
        forget(channel)

    monkeypatch.setattr(remove, "forget_history", fail_then_forget)
    pk = doomed.pk
    doomed.delete()

    assert not any(kept(pk).values())
    assert Alarm.objects.get().channel == pair[1]


def test_nothing_more_goes_there_and_the_others_are_served(
    pair: tuple[Channel, Channel], receiver: Receiver
) -> None:
    pair[0].delete()
    receiver.requests.clear()
    work()
    tree.live("Ferry sold")
    work()

    assert {request.path for request in receiver.requests} == {"/hook/other"}
    assert len(receiver.requests) == 3


def test_the_same_site_added_again_begins_anew(pair: tuple[Channel, Channel], receiver: Receiver) -> None:
    pair[0].delete()
    again = make("doomed", receiver)
    work()

    assert not Copy.objects.filter(channel=again).exists()
    jobs.start(Job.Kind.BACKFILL, again, per_minute=0)
    jobs.step(2)
    assert Copy.objects.get(channel=again).announced_version == 3


def test_bodies_that_only_it_was_sent_are_pruned_in_time(pair: tuple[Channel, Channel]) -> None:
    before = Payload.objects.count()
    pair[0].delete()
    Event.objects.update(at=timezone.now() - timedelta(days=40))
    assert Payload.objects.count() == before
    prune()

    alone: Any = Payload.objects.exclude(pk__in=Delivery.objects.values("payload"))
    assert Payload.objects.count() < before
    assert not alone.exists()
