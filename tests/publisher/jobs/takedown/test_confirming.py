"""Whose confirmation a takedown waits for, and whose no longer."""

import pytest
from host.models import HostPage
from services.receiver import Reply
from support.announced import body, deliveries, publication_of, republish, types

from newswire.publisher import deliver, dispatch, jobs, takedown
from newswire.publisher.models import Channel, Copy, Delivery, Job, Lane
from newswire.publisher.transports import Webhook

from .sites import REASON, channel_to, sent, states, words, work

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_that_was_lost_counts_as_a_copy(tree, published, receiver):
    """The site may have taken it, though we never knew."""
    site = channel_to(receiver)
    receiver.answer = lambda request: Reply(500)
    page = published()
    deliver.run()
    HostPage.objects.get(pk=page.pk).unpublish()
    dispatch.run()
    Channel.objects.filter(pk=site.pk).update(state=Channel.State.PAUSED)
    receiver.answer = lambda request: Reply()
    job = takedown.take_down(HostPage.objects.get(pk=page.pk), REASON)
    assert words(job) == {site.name: (1, False)}
    work()
    assert sent(receiver)[-1] == ("en", "gone", "taken_down")
    assert words(job) == {site.name: (0, True)}


def test_publishing_again_restores_it(versions, site, receiver):
    english, french = versions()
    work()
    receiver.answer = lambda request: Reply(500)
    job = takedown.take_down(english, REASON)
    work()
    assert words(job)[site.name][0] == 2
    receiver.answer = lambda request: Reply()
    Lane.objects.update(breaker="closed", failures=0)
    republish(english)
    republish(french)
    work()
    assert types(site)[-2:] == ["page.restored", "page.restored"]
    assert body(deliveries(site, english)[-1])["data"]["state"] == "live"
    job.refresh_from_db()
    assert job.state == Job.State.DONE  # nobody waits for it any more


def test_nobody_has_it(tree, published):
    page = published()
    job = takedown.take_down(page, REASON)
    assert states() == [False]
    jobs.step(1)
    job.refresh_from_db()
    assert (job.state, job.total) == ("done", 0)
    assert takedown.status(job).channels == []


def test_a_channel_that_cannot_take_back_is_named(versions, site, receiver, monkeypatch):
    english, _ = versions()
    work()
    monkeypatch.setattr(Webhook, "supports_withdrawal", False)
    job = takedown.take_down(english, REASON)
    work()
    (one,) = takedown.status(job).channels
    assert (one.cannot, one.is_confirmed, one.waiting) == (True, False, 2)


def test_a_channel_that_is_deleted_is_waited_for_no_longer(versions, site, receiver):
    english, _ = versions()
    work()
    other = channel_to(receiver, name="Deleted")
    Copy.objects.create(
        channel=other, publication=publication_of(english), announced_sequence=1, announced_state="live"
    )
    job = takedown.take_down(english, REASON)
    other.delete()
    work()
    work()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert [one.channel for one in takedown.status(job).channels] == [site]


def test_what_has_stopped_and_is_sent_again_needs_nobody(versions, site, receiver):
    english, _ = versions()
    work()
    job = takedown.take_down(english, REASON)
    dispatch.run()
    Delivery.objects.filter(withdrawal=True).update(state="parked", last_error="not_found")
    assert [one.is_stopped for one in takedown.status(job).channels] == [True]
    jobs.start(Job.Kind.REPLAY, site, per_minute=0)
    jobs.step(30)
    (one,) = takedown.status(job).channels
    assert (one.is_confirmed, one.is_stopped, one.error) == (False, False, "")
