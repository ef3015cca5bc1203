"""What touches very many pages: one job, with a count, a rate, pause and cancel."""

import sqlite3
from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from host.models import HostPage
from host.process import run as run_process
from support.once import once
from wagtail.models import Page

from newswire.publisher import dependents, reconcile
from newswire.publisher.dependents import cascade, changes
from newswire.publisher.models import Change, Channel, Job, Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 8


@pytest.fixture
def pages(tree, settings, settle):
    """More pages that show one page than may follow at once."""
    settings.NEWSWIRE_CASCADE_FROM = MANY - 1
    settings.NEWSWIRE_CASCADE_PER_MINUTE = 60
    once("cascade", lambda: make_pages(tree, settle))
    return [*HostPage.objects.filter(depth=tree.home.depth + 1).order_by("pk")]


def make_pages(tree, settle):
    target = tree.published("Target")
    link = f'<p><a linktype="page" id="{target.pk}">More</a></p>'
    for number in range(MANY):
        tree.published(f"Teaser {number}", body=link)
    settle()


@pytest.fixture
def job(pages):
    dependents.follow(Publication.objects.get(page_id=pages[0].pk), changed=True)
    assert dependents.run(5) == 0
    return Job.objects.get()


def later(job, seconds):
    """As if the last step was so long ago."""
    Job.objects.filter(pk=job.pk).update(
        stepped_at=timezone.now() - timedelta(seconds=seconds),
        created_at=timezone.now() - timedelta(seconds=seconds),
    )
    job.refresh_from_db()
    return job


def raised(pages):
    return [publication.generation - publication.settled for publication in published(pages)]


def published(pages):
    return Publication.objects.filter(page_id__in=[page.pk for page in pages]).order_by("page_id")


def test_a_job_counts_and_keeps_to_its_rate(pages, job):
    assert (job.kind, job.state, job.total, job.done) == ("cascade", "running", MANY, 0)
    assert cascade.step(later(job, 3)) == 3
    job.refresh_from_db()
    assert (job.done, job.state) == (3, "running")
    assert cascade.step(job) == 0
    assert sum(raised(pages)) == 3
    assert cascade.step(later(job, 600)) == MANY - 3
    job.refresh_from_db()
    assert (job.done, job.state) == (MANY, "done")
    assert job.finished_at
    assert raised(pages) == [0] + [1] * MANY
    assert {each.priority for each in published(pages)[1:]} == {Priority.DEPENDENT}


def test_fewer_pages_follow_at_once(pages, settings):
    settings.NEWSWIRE_CASCADE_FROM = MANY
    dependents.follow(Publication.objects.get(page_id=pages[0].pk), changed=True)
    assert dependents.run(5) == MANY
    assert not Job.objects.exists()


@pytest.mark.parametrize("state", [Job.State.PAUSED, Job.State.CANCELLED])
def test_a_paused_or_cancelled_job_touches_nothing(pages, job, state):
    Job.objects.update(state=state)
    later(job, 60)
    assert cascade.run(5) == 0
    assert sum(raised(pages)) == 0


def test_a_job_that_is_cancelled_while_it_steps_stays_cancelled(pages, job):
    later(job, 600)
    Job.objects.update(state=Job.State.CANCELLED)
    cascade.step(job)
    job.refresh_from_db()
    assert (job.state, job.done) == ("cancelled", 0)


def test_a_resumed_job_goes_on_where_it_was(pages, job):
    cascade.step(later(job, 3))
    Job.objects.update(state=Job.State.PAUSED)
    Job.objects.update(state=Job.State.RUNNING)
    assert cascade.step(later(job, 600)) == MANY - 3


def test_the_same_change_again_starts_the_job_again_and_no_second_one(pages, job):
    cascade.step(later(job, 3))
    dependents.follow(Publication.objects.get(page_id=pages[0].pk), changed=True)
    dependents.run(5)
    job.refresh_from_db()
    assert Job.objects.count() == 1
    assert (job.done, job.cursor) == (0, 0)


def test_no_rate_is_as_fast_as_it_goes(pages, settings):
    settings.NEWSWIRE_CASCADE_PER_MINUTE = None
    dependents.follow(Publication.objects.get(page_id=pages[0].pk), changed=True)
    assert dependents.run(5) == MANY


@pytest.fixture
def few_parameters():
    """As many as SQLite takes where it was built with its own default, in proportion."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        yield
        return
    link, limit = connection.connection, sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER
    before = link.setlimit(limit, 1_000)
    yield
    link.setlimit(limit, before)


@pytest.mark.parametrize("most", [1, MANY])
def test_a_channel_that_gets_less_may_hold_very_many(pages, settings, few_parameters, most):
    settings.NEWSWIRE_CASCADE_FROM, settings.NEWSWIRE_CASCADE_PER_MINUTE = most, None
    held = [page.pk for page in pages[1:]] + list(range(10**6, 10**6 + 2_000))
    changes.note([(ContentType.objects.get_for_model(Channel).pk, "1")], timezone.now(), held)

    assert dependents.run(5) == MANY
    assert not Change.objects.exists()


@pytest.mark.process
def test_killed_between_touching_and_moving_on(pages, job):
    later(job, 3)
    code = """
    from newswire.publisher.dependents import cascade
    touch = cascade.touch
    cascade.touch = lambda *args: (touch(*args), die())
    cascade.run(5)
    """
    assert run_process(code) == -9
    job.refresh_from_db()
    assert job.done == 0
    assert sum(raised(pages)) >= 3
    later(job, 600)
    cascade.run(5)
    job.refresh_from_db()
    assert (job.done, job.state) == (MANY, "done")
    assert all(raised(pages)[1:])


def test_a_move_of_very_many_becomes_a_job_that_reaches_new_channels_too(tree, settings, settle):
    """Pages that moved may now stand in a section that a channel wants, so they do not go as followers."""
    settings.NEWSWIRE_CASCADE_FROM = 3
    settings.NEWSWIRE_CASCADE_PER_MINUTE = 60
    section, target = tree.published("Section"), tree.published("Target")
    pages = [tree.published(f"Page {number}", section) for number in range(5)]
    reconcile.step(5)
    settle()
    HostPage.objects.get(pk=section.pk).move(HostPage.objects.get(pk=target.pk), pos="last-child")
    job = Job.objects.get()
    assert (job.scope, job.total) == (cascade.DIFFERENCES, 5)
    assert sum(raised(pages)) == 0
    assert reconcile.step(5).left_to_job == 5
    assert sum(raised(pages)) == 0
    later(job, 600)
    assert cascade.step(job) == 5
    assert raised(pages) == [1] * 5
    assert {each.priority for each in published(pages)} == {Priority.BULK}
    settle()
    later(job, 600)
    cascade.run(5)
    job.refresh_from_db()
    assert job.state == "done"
    assert reconcile.step(5).raised == 0


def test_a_hostname_is_one_job_for_all_pages(tree, settings, settle):
    settings.NEWSWIRE_CASCADE_FROM = 3
    settings.NEWSWIRE_CASCADE_PER_MINUTE = 1  # none, however slow the machine
    pages = [tree.published(f"Page {number}") for number in range(5)]
    settle()
    tree.site.hostname = "other.example.org"
    tree.site.save()
    assert Job.objects.get().total == 6
    assert sum(raised(pages)) == 0
    Page.objects.filter(pk=pages[0].pk).update(live=False)
    reconcile.step(5)
    assert raised(pages) == [1, 0, 0, 0, 0]  # a withdrawal does not wait for a job
