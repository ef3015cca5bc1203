"""“Take down everywhere” against real receivers: what goes first, who confirms, and the alarm."""

import json
import time
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from host.models import HostPage
from services.receiver import Receiver, Reply
from support.announced import body, deliveries, held, publication_of, republish, types
from support.beside import beside
from support.factories import make_channel
from wagtail.models import GroupPagePermission, ModelLogEntry, PageLogEntry

from newswire.publisher import deliver, dispatch, jobs, takedown
from newswire.publisher.alarms import mail as mails
from newswire.publisher.doctor import takedowns
from newswire.publisher.models import Alarm, Channel, Copy, Delivery, Intent, Job, Lane, Priority, Publication
from newswire.publisher.transports import Webhook

pytestmark = pytest.mark.django_db(transaction=True)

REASON = "Ordered by the court."


@pytest.fixture
def site(tree, receiver):
    """A channel to the receiver."""
    return channel_to(receiver)


def channel_to(receiver, **fields):
    fields.setdefault("page_types", ["host.hostpage"])
    fields.setdefault("started_at", timezone.now())
    return make_channel(receiver.url, **fields)


@pytest.fixture
def versions(tree, published):
    """A function that publishes a page in two languages and dispatches them."""

    def make():
        english = published("Harbour reopens")
        french = tree.home.add_child(
            instance=HostPage(
                title="Le port rouvre",
                slug="le-port",
                locale=tree.french,
                translation_key=english.translation_key,
            )
        )
        french.save_revision().publish()
        dispatch.run()
        return english, HostPage.objects.get(pk=french.pk)

    return make


def work(seconds=20):
    dispatch.run()
    deliver.run(seconds)
    jobs.step(0.5)


def sent(receiver):
    """(title or reason, state) of what arrived, in order."""
    found = [json.loads(request.body)["data"] for request in receiver.requests]
    return [(data["lang"], data["state"], data["reason"]["kind"]) for data in found]


def states():
    return list(HostPage.objects.filter(depth=3).order_by("pk").values_list("live", flat=True))


def words(job):
    found = takedown.status(job)
    return {one.channel.name: (one.waiting, one.since is not None) for one in found.channels}


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
        breaker=Lane.Breaker.OPEN, opened_at=timezone.now(), probe_at=timezone.now() + timedelta(hours=1)
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


def test_what_is_scheduled_is_scheduled_no_longer_and_drafts_are_left_alone(versions, tree, site):
    english, _ = versions()
    german = tree.home.locale.__class__.objects.create(language_code="de")
    later = timezone.now() + timedelta(hours=1)
    scheduled = tree.home.add_child(
        instance=HostPage(
            title="Hafen", slug="hafen", locale=german, translation_key=english.translation_key, live=False
        )
    )
    scheduled.go_live_at = later
    scheduled.save_revision(approved_go_live_at=later)
    takedown.take_down(english, REASON)
    assert not HostPage.objects.get(pk=scheduled.pk).approved_schedule
    assert not Intent.objects.filter(generation=None).exists()
    scheduled.go_live_at = None
    scheduled.save_revision().publish()
    dispatch.run()
    assert held(site)[scheduled.pk] == "live"


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


def test_a_page_that_left_the_set_stays(versions, site):
    english, french = versions()
    HostPage.objects.filter(pk=french.pk).update(translation_key="6a1c3a0e-5f0c-4f7b-9f0e-0d4a8f3d1b11")
    takedown.take_down(english, REASON)
    dispatch.run()
    assert states() == [False, True]
    assert held(site) == {english.pk: "gone", french.pk: "live"}


def test_an_alias_stands_for_what_it_copies(tree, published, site):
    page = published()
    alias = page.create_alias(update_slug="alias", parent=tree.home)
    takedown.take_down(alias, REASON)
    assert states() == [False, False]


@pytest.fixture
def user(tree):
    """Somebody who may edit everything and publish only below the home page's French version."""
    person = get_user_model().objects.create_user("editor", "e@example.org", "secret")
    group = Group.objects.create(name="Editors")
    group.user_set.add(person)
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "take_down"]))
    return person, group


def allow(group, page):
    publish = Permission.objects.get(content_type__app_label="wagtailcore", codename="publish_page")
    GroupPagePermission.objects.create(group=group, page=page.page_ptr, permission=publish)


def test_who_may_not_unpublish_one_version_takes_down_none(versions, user, site):
    english, french = versions()
    person, group = user
    allow(group, english)
    with pytest.raises(PermissionDenied, match="Le port rouvre"):
        takedown.take_down(english, REASON, person)
    assert states() == [True, True]
    assert not Job.objects.exists() and not Intent.objects.exists()
    allow(group, french)
    person = get_user_model().objects.get(pk=person.pk)
    job = takedown.take_down(english, REASON, person)
    assert states() == [False, False]
    assert job.actor == person
    logged = PageLogEntry.objects.filter(action="wagtail.unpublish").values_list("user", flat=True)
    assert list(logged) == [person.pk] * 2
    assert not ModelLogEntry.objects.exists()


def test_the_alarm_goes_to_operators_once(versions, site, receiver, settings):
    settings.NEWSWIRE_TAKEDOWN_ALARM_MINUTES = 15
    with Receiver() as office:
        operators = channel_to(office, name="Operators", for_operators=True, page_types=[])
        english, _ = versions()
        work()
        receiver.answer = lambda request: Reply(503)
        job = takedown.take_down(english, REASON)
        work()
        assert office.requests == []
        assert takedown.status(job).waiting[0].error == "server_error"
        Job.objects.update(created_at=timezone.now() - timedelta(minutes=16))
        work()
        work()
        (notice,) = [json.loads(request.body) for request in office.requests]
    assert notice["type"] == "newswire.takedown.unconfirmed.v1"
    assert site.name in notice["data"]["reason"]["note"]
    assert "Harbour reopens" in notice["data"]["reason"]["note"]
    assert [delivery.channel for delivery in Delivery.objects.filter(publication=None)] == [operators]
    job.refresh_from_db()
    assert job.alarmed_at and job.state == Job.State.RUNNING
    (finding,) = takedowns.examine()
    assert finding.words == f"Takedown {job.pk}: not confirmed by {site.name}."


def test_the_alarm_goes_by_mail_once_and_says_how_it_is_by_then(versions, site, receiver, settings):
    settings.NEWSWIRE_ALARM_RECIPIENTS = ["ops@news.example.org"]
    english, _ = versions()
    work()
    receiver.answer = lambda request: Reply(503)
    job = takedown.take_down(english, REASON)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    work()
    work()
    assert (mails.send(), mails.send()) == (1, 0)
    receiver.answer = lambda request: Reply()
    for _ in range(3):
        Lane.objects.update(probe_at=timezone.now(), due_at=timezone.now(), hold_until=None)
        Delivery.objects.filter(state="queued").update(next_attempt_at=timezone.now())
        work()
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    Alarm.objects.update(told_at=None, due_at=timezone.now())  # as if the mail server had been down
    mails.send()
    first, second = mail.outbox
    assert first.subject == "Newswire: A takedown is not confirmed"
    assert f"“Harbour reopens” was taken down, and not confirmed by: {site.name}." in first.body
    assert "/admin/newswire/status/" in first.body
    assert "all sites have confirmed it now" in second.body


def test_two_watchers_raise_one_alarm(versions, site, receiver):
    receiver.answer = lambda request: Reply(503)
    channel_to(receiver, name="Operators", for_operators=True, page_types=[])
    english, _ = versions()
    takedown.take_down(english, REASON)
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=16))
    dispatch.run()

    with beside(*[takedown.watch] * 3):
        pass
    assert Delivery.objects.filter(publication=None).count() == 1


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


def test_while_others_publish_the_same_pages(versions, site):
    """Whoever commits last decides; neither fails, and what is announced is what is."""
    english, french = versions()

    def publish(page):
        for number in range(5):
            republish(page, title=f"{page.title} {number}")

    with beside(partial(publish, french), partial(publish, english)):
        time.sleep(0.1)
        takedown.take_down(english, REASON)
    dispatch.run()
    for page in (english, french):
        live = HostPage.objects.get(pk=page.pk).live
        assert held(site)[page.pk] == ("live" if live else "gone")
