"""“Take down everywhere” against real receivers: what goes first, and through what."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from host.models import HostPage
from services.receiver import Reply
from support.announced import deliveries, publication_of, republish, types

from newswire.publisher import deliver, dispatch, takedown
from newswire.publisher.models import Channel, Delivery, Job, Lane, Priority, Publication

from .sites import REASON, channel_to, sent, states, words, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_all_language_versions_go_from_every_site_that_has_one(versions, site, receiver):
    english, french = versions()
    only_french = channel_to(receiver, name="French", languages=["fr"])
    republish(french, intro="So that this site gets it too")
    work()
    never = channel_to(receiver, name="Never had it")
    receiver.requests.clear()
    assert [channel.name for channel in takedown.holders(english)] == sorted([site.name, "French"])
    job = takedown.take_down(english, REASON)
    assert states() == [False, False]
    assert (job.kind, job.state, job.total, job.note) == ("takedown", "running", 3, REASON)
    assert words(job) == {site.name: (2, False), "French": (1, False)}
    work()
    assert sorted(sent(receiver)) == sorted(
        [("en", "gone", "taken_down"), ("fr", "gone", "taken_down"), ("fr", "gone", "taken_down")]
    )
    assert json.loads(receiver.requests[0].body)["data"]["reason"]["note"] == REASON
    assert {delivery.priority for delivery in Delivery.objects.filter(withdrawal=True)} == {0}
    assert deliveries(never) == []
    job.refresh_from_db()
    assert (job.state, job.done) == ("done", 3)
    assert words(job) == {site.name: (0, True), "French": (0, True)}
    assert types(only_french)[-1] == "page.taken_down"


def test_it_goes_through_pause_and_breaker_and_replaces_what_is_queued(versions, receiver):
    paused, broken = channel_to(receiver, name="Paused"), channel_to(receiver, name="Broken")
    english, _ = versions()
    work()
    Channel.objects.filter(pk=paused.pk).update(state=Channel.State.PAUSED)
    Lane.objects.filter(channel=broken).update(
        breaker=Lane.Breaker.OPEN, probe_at=timezone.now() + timedelta(minutes=10)
    )
    republish(english, title="Held back by both")
    work()
    receiver.requests.clear()
    takedown.take_down(english, REASON)
    work()
    work()
    assert sorted(sent(receiver)) == sorted([("en", "gone", "taken_down"), ("fr", "gone", "taken_down")] * 2)
    for channel in (paused, broken):
        states = [delivery.state for delivery in deliveries(channel, english)]
        assert states == ["delivered", "superseded", "delivered"]
    assert Channel.objects.get(pk=paused.pk).state == Channel.State.PAUSED
    assert Lane.objects.get(channel=broken).breaker == Lane.Breaker.CLOSED  # it was the probe


def test_it_goes_before_everything_else(tree, published, receiver):
    site = channel_to(receiver, cap=1)
    page = published("Taken down")
    deliver.run()
    Channel.objects.filter(pk=site.pk).update(state=Channel.State.PAUSED)
    for number in range(5):
        published(f"Fresh {number}")
    receiver.requests.clear()
    tree.published("Waits for dispatch")
    takedown.take_down(page, REASON)
    urgent = Publication.objects.filter(settled__lt=1).order_by("priority").first()
    assert publication_of(page).priority == Priority.TAKEDOWN < urgent.priority
    dispatch.run()
    Channel.objects.filter(pk=site.pk).update(state=Channel.State.ACTIVE)
    deliver.run(5)
    assert sent(receiver)[0] == ("en", "gone", "taken_down")


def test_what_was_unpublished_before_but_not_confirmed_is_withdrawn_again(versions, site, receiver):
    english, french = versions()
    work()
    receiver.answer = lambda request: Reply(500)
    for page in (english, french):
        HostPage.objects.get(pk=page.pk).unpublish()
    work()
    Channel.objects.filter(pk=site.pk).update(state=Channel.State.PAUSED)
    receiver.answer = lambda request: Reply()
    receiver.requests.clear()
    job = takedown.take_down(HostPage.objects.get(pk=english.pk), REASON)
    work()
    assert [kind for _, _, kind in sent(receiver)] == ["taken_down", "taken_down"]
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_deleted_version_is_withdrawn_as_taken_down(versions, site, receiver):
    english, french = versions()
    work()
    receiver.answer = lambda request: Reply(500)
    key = english.translation_key
    HostPage.objects.get(pk=french.pk).delete()
    work()
    receiver.answer = lambda request: Reply()
    Lane.objects.update(breaker="closed", failures=0)
    takedown.take_down(key, REASON)
    work()
    assert {(lang, kind) for lang, _, kind in sent(receiver)[-2:]} == {
        ("en", "taken_down"),
        ("fr", "taken_down"),
    }
