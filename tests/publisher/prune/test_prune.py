"""What is old goes; what a site still waits for, holds, or reads from its feed stays."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from host.process import run
from pytest_django import Settings
from services.receiver import Receiver, Reply
from support.announced import deliveries, last, publication_of, republish
from support.factories import make_channel

from newswire.publisher import deliver, dispatch, jobs, stopping
from newswire.publisher.feed import tokens
from newswire.publisher.models import (
    Attempt,
    Channel,
    Copy,
    Counter,
    Delivery,
    Event,
    Job,
    Payload,
    TriggerCall,
)
from newswire.publisher.prune import prune, sendings
from newswire.publisher.triggers.create import create

pytestmark = pytest.mark.django_db(transaction=True)

State = Delivery.State


@pytest.fixture
def site(tree: Any, receiver: Receiver) -> Channel:
    return make_channel(receiver.url, page_types=["host.hostpage"], started_at=timezone.now())


def grow_old(days: float = 31) -> None:
    """Everything there is."""
    when = timezone.now() - timedelta(days=days)
    Event.objects.update(at=when)
    Delivery.objects.update(created_at=when)
    Attempt.objects.update(started_at=when)


def send() -> None:
    dispatch.run()
    deliver.run()


def feed(channel: Channel) -> list[dict[str, Any]]:
    client = Client(headers={"authorization": f"Bearer {tokens.create(channel)}"})
    items: list[dict[str, Any]] = client.get("/newswire/v1/changes").json()["items"]
    return items


def test_only_the_latest_of_each_page_is_kept(published: Callable[..., Any], site: Channel) -> None:
    page, other = published("Harbour reopens"), published("Ferry sold")
    send()
    for number in range(3):
        republish(page, title=f"Version {number}")
        send()
    other.unpublish()
    send()
    before = feed(site)
    grow_old()
    prune()

    assert [delivery.version for delivery in deliveries(site)] == [4, 2]
    assert Payload.objects.count() == 2
    assert Attempt.objects.count() == 0
    assert Event.objects.count() == 6  # without bodies, for ever
    assert Counter.objects.get().sequence == 6
    assert feed(site) == before
    assert [item["data"]["state"] for item in before] == ["live", "gone"]


def test_what_is_young_stays(published: Callable[..., Any], site: Channel, settings: Settings) -> None:
    page = published()
    send()
    republish(page, title="Again")
    send()
    grow_old(days=8)
    prune()
    assert (Delivery.objects.count(), Payload.objects.count(), Attempt.objects.count()) == (2, 2, 2)
    settings.NEWSWIRE_KEEP_PAYLOADS_DAYS = 7
    prune()
    assert (Delivery.objects.count(), Payload.objects.count(), Attempt.objects.count()) == (1, 1, 1)


def test_what_waits_for_a_site_that_is_off_is_kept_however_old(
    published: Callable[..., Any], tree: Any, receiver: Receiver
) -> None:
    """Every version in turn, and the site was off for longer than anything is kept."""
    site = make_channel(
        receiver.url,
        page_types=["host.hostpage"],
        started_at=timezone.now(),
        order=Channel.Order.EVERY,
        state=Channel.State.PAUSED,
    )
    page = published("First")
    for title in ("Second", "Third"):
        republish(page, title=title)
        dispatch.run()
    grow_old(days=400)
    prune()
    Channel.objects.filter(pk=site.pk).update(state=Channel.State.ACTIVE)
    deliver.run()

    assert [request.headers["newswire-version"] for request in receiver.requests] == ["1", "2", "3"]


def test_what_was_parked_and_is_the_latest_can_be_sent_again(
    published: Callable[..., Any], site: Channel, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(413)
    page = published()
    send()
    Delivery.objects.update(state=State.PARKED, done_at=timezone.now())
    grow_old()
    prune()
    receiver.answer = lambda request: Reply()
    receiver.requests.clear()
    job = jobs.start(Job.Kind.REPLAY, site, per_minute=0)
    jobs.step(1)
    deliver.run()

    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert [request.headers["newswire-version"] for request in receiver.requests] == ["1"]
    assert last(site, page)["data"]["version"] == 1


def test_a_body_kept_for_nobody_is_rendered_again_as_a_new_version(
    published: Callable[..., Any], site: Channel, receiver: Receiver
) -> None:
    """Its format was changed: of the latest there is no body in the new one."""
    page = published()
    send()
    Channel.objects.filter(pk=site.pk).update(mode=Channel.Mode.THIN)
    grow_old()
    prune()
    jobs.start(Job.Kind.REPLAY, Channel.objects.get(), per_minute=0)
    jobs.step(1)
    deliver.run()

    assert publication_of(page).version == 2
    assert receiver.requests[-1].headers["newswire-version"] == "2"


def test_tests_and_notices_go_when_they_are_over(site: Channel) -> None:
    dispatch.channel_event(site, "channel.test")
    deliver.run()
    dispatch.channel_event(site, "channel.test")
    grow_old()
    prune()

    assert [delivery.state for delivery in Delivery.objects.all()] == [State.QUEUED]
    assert Payload.objects.count() == 1


def test_calls_are_kept_while_they_wait_for_their_time_and_as_long_as_others_after_it() -> None:
    trigger, _ = create("vendor", "Vendor", ["publish"])
    now, old = timezone.now(), timezone.now() - timedelta(days=40)
    done = TriggerCall.State.DONE
    for webhook_id, state, done_at in (("waits", "waiting", None), ("new", done, now), ("old", done, old)):
        TriggerCall.objects.create(
            trigger=trigger, webhook_id=webhook_id, state=state, received_at=old, done_at=done_at
        )
    prune()

    assert {call.webhook_id for call in TriggerCall.objects.all()} == {"waits", "new"}


def test_it_goes_by_steps_and_begins_anew_at_the_end(
    published: Callable[..., Any], site: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = published()
    for number in range(5):
        republish(page, title=f"Version {number}")
        send()
    grow_old()
    monkeypatch.setattr(sendings, "EVENTS", 2)
    reached = []
    for _ in range(4):
        over = iter([False, True])  # time for one step
        with monkeypatch.context() as patch:
            patch.setattr(sendings, "is_over", lambda deadline, over=over: next(over))
            sendings.drop(1)
        reached.append(Counter.objects.get().pruned_to)

    assert reached == [2, 4, 6, 0]
    assert Delivery.objects.count() == 1
    republish(page, title="And again")
    send()
    grow_old()
    sendings.drop(5)
    assert [delivery.version for delivery in deliveries(site)] == [7]


def test_a_round_costs_as_many_statements_whatever_there_is(
    published: Callable[..., Any], site: Channel, django_assert_max_num_queries: Any
) -> None:
    page = published()
    for number in range(10):
        republish(page, title=f"Version {number}")
        send()
    grow_old()
    with django_assert_max_num_queries(30):
        prune()
    assert Delivery.objects.count() == 1


@pytest.mark.process
def test_killed_between_sendings_and_bodies(published: Callable[..., Any], site: Channel) -> None:
    page = published()
    republish(page, title="Again")
    send()
    grow_old()
    code = """
    from newswire.publisher.prune import sendings
    sendings._drop_bodies = die
    sendings.drop(5)
    """
    assert run(code) == -9
    assert (Delivery.objects.count(), Payload.objects.count()) == (1, 2)
    assert Counter.objects.get().pruned_to == 0
    prune()
    assert (Delivery.objects.count(), Payload.objects.count()) == (1, 1)
    assert Copy.objects.get().announced_version == 2


def test_a_worker_told_to_stop_drops_no_more(site: Channel, published: Callable[..., Any]) -> None:
    page = published()
    for number in range(2):
        republish(page, title=f"Version {number}")
        send()
    grow_old()
    stopping.stop()
    try:
        assert prune() == 0
    finally:
        stopping.resume()
    assert prune() > 0
