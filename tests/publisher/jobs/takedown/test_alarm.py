"""The alarm of a takedown that is not confirmed."""

import json
import time
from datetime import timedelta
from importlib import import_module

import pytest
from django.core import mail
from django.utils import timezone
from services.receiver import Receiver, Reply
from support.beside import beside

from newswire.publisher import dispatch, jobs, takedown
from newswire.publisher.alarms import mail as mails
from newswire.publisher.doctor import takedowns
from newswire.publisher.models import Alarm, Delivery, Job, Lane

from .sites import REASON, channel_to, work

pytestmark = pytest.mark.django_db(transaction=True)


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


@pytest.fixture
def unconfirmed(versions, receiver):
    """Takedowns of months, each held by a site that cannot confirm."""
    receiver.answer = lambda request: Reply(503)
    job = takedown.take_down(versions()[0], REASON)
    dispatch.run()
    months = timezone.now() - timedelta(days=60)
    for _ in range(5):
        Job.objects.create(
            kind=job.kind, scope=job.scope, total=job.total, created_at=months, alarmed_at=months
        )
    return job


@pytest.fixture
def looked_at(monkeypatch):
    """The ids of takedowns that are looked at, each of which takes a while."""
    found, status = [], takedown.status

    def slow(job):
        time.sleep(0.1)
        found.append(job.pk)
        return status(job)

    monkeypatch.setattr(import_module("newswire.publisher.takedown.watch"), "status", slow)
    return found


def test_what_nobody_will_confirm_is_looked_at_now_and_then(site, unconfirmed, looked_at):
    takedown.watch()
    assert sorted(looked_at) == sorted(Job.objects.values_list("pk", flat=True))
    looked_at.clear()

    takedown.watch()
    assert looked_at == [unconfirmed.pk]  # which is fresh

    Job.objects.update(leased_until=timezone.now())
    takedown.watch(0.15)
    assert len(looked_at) == 3


def test_nor_does_it_keep_other_jobs_from_going_on(site, unconfirmed, looked_at):
    Job.objects.filter(kind=Job.Kind.TAKEDOWN).update(alarmed_at=None)
    job = jobs.start(Job.Kind.REPLAY, site, per_minute=0)

    jobs.step(0.4)

    job.refresh_from_db()
    assert job.done


def test_the_doctor_names_the_last_and_counts_the_others(site, unconfirmed, settings, monkeypatch):
    monkeypatch.setattr(takedowns, "NAMED", 2)

    *named, others = takedowns.examine()

    assert [one.words.partition(":")[0] for one in named] == [
        f"Takedown {pk}" for pk in Job.objects.order_by("-pk").values_list("pk", flat=True)[:2]
    ]
    assert others.words == "3 more takedowns are not confirmed."
