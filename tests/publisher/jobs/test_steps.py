"""What every job has: a rate, pause, cancel, one worker at a time, and a way back after a crash."""

import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from host.models import HostPage
from host.process import run as run_process
from services.waiting import PATIENCE
from support.announced import deliveries
from support.beside import beside
from support.once import once

from newswire.publisher import jobs
from newswire.publisher.dispatch import targeted
from newswire.publisher.models import Delivery, Event, Job, JobStopped, Publication

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = 12  # with the home page


@pytest.fixture
def pages(published, tree):
    once("pages of jobs", lambda: _make_pages(published, tree))
    return [*HostPage.objects.order_by("pk")]


def _make_pages(published, tree):
    tree.home.save_revision().publish()
    for number in range(PAGES - 1):
        published(f"Page {number}")


@pytest.fixture
def start(pages, channel):
    def make(per_minute=0):
        return jobs.start(Job.Kind.BACKFILL, channel(), per_minute=per_minute)

    return make


def later(job, seconds):
    """As if the last step was so long ago."""
    Job.objects.filter(pk=job.pk).update(stepped_at=timezone.now() - timedelta(seconds=seconds))


def done(job):
    job.refresh_from_db()
    return job.done, job.state


def sent_once(job):
    """Every page, no page twice."""
    sent = Delivery.objects.filter(channel=job.channel).values_list("publication", flat=True)
    return len(sent) == PAGES == len(set(sent))


def test_the_rate_is_kept_to_whatever_the_steps(start):
    job = start(per_minute=6)
    later(job, 30)
    assert jobs.step(10) == 3
    assert jobs.step(1) == 0
    later(job, 25)
    assert jobs.step(10) == 2
    job.refresh_from_db()
    assert 5 <= (timezone.now() - job.stepped_at).total_seconds() < 9  # half a page is left for the next
    later(job, 3600)  # what a stopped worker left unused is a minute at the most
    assert jobs.step(10) == 6
    later(job, 20)
    assert jobs.step(10) == 1
    assert done(job) == (PAGES, "done")


def test_a_job_of_a_machine_whose_clock_is_ahead_waits_for_that_time_alone(start):
    job = start(per_minute=60)
    later(job, -5)
    assert jobs.step(1) == 0
    later(job, 3)
    assert jobs.step(10) >= 3, "the first step has kept its lease"


def test_no_rate_is_the_settings_and_zero_is_none(start, settings):
    settings.NEWSWIRE_BACKFILL_PER_MINUTE = 77
    assert start(per_minute=None).rate_per_minute == 77
    assert start(per_minute=0).rate_per_minute is None


def test_paused_and_resumed(start):
    job = start(per_minute=6)
    later(job, 30)
    jobs.step(10)
    assert jobs.pause(job) and not jobs.pause(job)
    later(job, 60)
    assert jobs.step(5) == 0
    assert jobs.resume(job) and not jobs.resume(job)
    assert jobs.step(5) == 0  # the pause is no burst
    Job.objects.update(rate_per_minute=None)
    jobs.step(30)
    assert done(job) == (PAGES, "done")
    assert sent_once(job)


def test_cancelled_for_good(start):
    job = start(per_minute=6)
    later(job, 30)
    jobs.step(10)
    assert jobs.cancel(job)
    later(job, 60)
    assert jobs.step(5) == 0
    assert not jobs.resume(job) and not jobs.cancel(job)
    assert done(job) == (3, "cancelled")
    assert job.finished_at
    assert len(deliveries(job.channel)) == 3


def test_a_page_that_was_about_to_go_when_the_job_was_paused_does_not(start, pages, monkeypatch):
    """The pause comes between reading the page and queueing it."""
    job = start()
    send = targeted._send
    monkeypatch.setattr(targeted, "_send", lambda *args: (jobs.pause(job), send(*args))[1])
    jobs.step(5)
    assert done(job) == (0, "paused")
    assert deliveries(job.channel) == []
    assert set(Publication.objects.values_list("version", flat=True)) == {0}


def test_who_was_overtaken_undoes_its_work(start, pages):
    job = start()
    other = Job.objects.get(pk=job.pk)
    other.advance(5)
    with pytest.raises(JobStopped):
        job.advance(3)
    assert done(job) == (1, "running")


def test_a_job_that_somebody_works_on_is_left_alone(start):
    job = start()
    Job.objects.update(leased_until=timezone.now() + timedelta(seconds=30))
    assert jobs.step(1) == 0
    Job.objects.update(leased_until=timezone.now())
    assert jobs.step(30) == PAGES
    assert done(job) == (PAGES, "done")
    assert job.leased_until is None


def test_jobs_take_turns(start):
    """The first one's many pages do not keep back the second."""
    first, second = start(per_minute=6), start(per_minute=6)
    for job in (first, second):
        later(job, 40)
    jobs.step(10)
    assert done(first)[0] == done(second)[0] == 4
    started = Delivery.objects.order_by("pk").values_list("channel", flat=True)
    assert list(started) == [first.channel_id] * 4 + [second.channel_id] * 4


def test_four_workers_on_two_jobs_send_each_page_once(start):
    first, second = start(), start()

    def work():
        deadline = time.monotonic() + PATIENCE
        while Job.objects.filter(state=Job.State.RUNNING).exists() and time.monotonic() < deadline:
            jobs.step(2)
            time.sleep(0.05)

    with beside(*[work] * 4):
        pass
    for job in (first, second):
        assert done(job) == (PAGES, "done")
        assert sent_once(job)
    sequences = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    assert sequences == list(range(1, 2 * PAGES + 1))


@pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"), reason="SQLite has one writer at a time"
)
def test_a_page_that_somebody_holds_is_waited_for_and_not_left_out(start, pages):
    job = start()
    held, release = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Publication.objects.select_for_update().get(page_id=pages[3].pk)
            held.set()
            release.wait(PATIENCE)

    with beside(hold):
        assert held.wait(PATIENCE)
        with beside(lambda: jobs.step(20)):
            time.sleep(2)
            release.set()
    jobs.step(20)
    assert done(job) == (PAGES, "done")
    assert sent_once(job)


@pytest.mark.parametrize(("times", "failed"), [(2, 0), (3, 1)])
def test_a_database_that_is_busy_is_tried_again_and_holds_up_nothing(start, monkeypatch, times, failed):
    job, lock, errors = start(), targeted._locked, []

    def deadlock(publication_id):
        if len(errors) < times:
            errors.append(1)
            raise OperationalError("deadlock detected")
        return lock(publication_id)

    monkeypatch.setattr(targeted, "_locked", deadlock)
    jobs.step(30)
    assert done(job) == (PAGES, "done")
    assert job.failed == len(job.failures) == failed
    assert len(deliveries(job.channel)) == PAGES - failed


def test_a_channel_that_is_deleted_takes_its_job_along(start, monkeypatch):
    job, look = start(), targeted.look
    monkeypatch.setattr(
        targeted, "look", lambda *args, **always: (job.channel.delete(), look(*args, **always))[1]
    )
    jobs.step(5)
    assert not Job.objects.exists() and not Delivery.objects.exists()


TARGETED = "from newswire.publisher.dispatch import targeted as place"


@pytest.mark.process
@pytest.mark.parametrize(
    ("place", "is_before"),
    [
        # While a page is read.
        (f"{TARGETED}; name = 'look'", True),
        # In the transaction that queues a page: the cursor has moved, nothing is queued.
        (f"{TARGETED}; name = 'write'", True),
        # Both are done and not committed.
        (f"{TARGETED}; name = 'queue'", True),
        # Committed, and nobody was told.
        (f"{TARGETED}; name = '_send'", False),
    ],
    ids=["reading", "cursor moved", "queued", "committed"],
)
def test_killed_in_the_middle_and_resumed_by_another(start, place, is_before):
    """`kill -9` on the fifth page: nothing twice, nothing missing."""
    job = start()
    code = f"""
    {place}
    whole, calls = getattr(place, name), []
    def dying(*args, **kwargs):
        calls.append(1)
        if len(calls) == 5 and {is_before}:
            die()
        result = whole(*args, **kwargs)
        return die() if len(calls) == 5 else result
    setattr(place, name, dying)
    from newswire.publisher import jobs
    jobs.step(30)
    """
    assert run_process(code) == -9
    assert done(job) == (4 if is_before else 5, "running")
    assert len(deliveries(job.channel)) == job.done
    assert jobs.step(1) == 0  # the dead worker's lease
    Job.objects.update(leased_until=timezone.now())  # has run out
    jobs.step(30)
    assert done(job) == (PAGES, "done")
    assert sent_once(job)
    assert set(Publication.objects.values_list("version", flat=True)) == {1}


def test_a_job_that_raises_holds_up_no_other(start, channel, caplog):
    bad = jobs.start(Job.Kind.BACKFILL, channel(), per_minute=0)
    Job.objects.filter(pk=bad.pk).update(scope={"since": "no date"})
    lost = Job.objects.create(kind=Job.Kind.TAKEDOWN, scope={})
    job = start()
    jobs.step(10)
    assert done(job) == (PAGES, Job.State.DONE)
    assert sent_once(job)
    assert {done(bad), done(lost)} == {(0, Job.State.RUNNING)}
    assert caplog.text.count("left for later") >= 2
