"""“Send existing”: what was live before a channel."""

from datetime import timedelta

import pytest
from django.utils import timezone
from host.models import BrokenPage, HostPage
from support.announced import deliveries, held, last, publication_of, republish, types
from support.once import once
from wagtail.models import Page

from newswire.publisher import dispatch, jobs, reconcile
from newswire.publisher.models import Delivery, Job, Priority, Publication
from newswire.publisher.reconcile import baseline
from newswire.publisher.transports import Webhook

pytestmark = pytest.mark.django_db(transaction=True)

BACKFILL = Job.Kind.BACKFILL


@pytest.fixture
def pages(published, tree):
    """Three that were live before any channel, and the home page."""
    once("pages to backfill", lambda: _make_pages(published, tree))
    return [*HostPage.objects.filter(title__startswith="Page ").order_by("pk")]


def _make_pages(published, tree):
    tree.home.save_revision().publish()
    for number in range(3):
        published(f"Page {number}")


def run(job):
    jobs.step(30)
    job.refresh_from_db()
    return job


def ids(pages):
    return {page.pk: "live" for page in pages}


def test_a_dry_run_counts_and_changes_nothing(pages, tree, channel):
    site = channel(rate=120)
    planned = jobs.plan(BACKFILL, site, per_minute=0)
    assert (planned.pages, planned.per_minute, planned.minutes) == (4, 120, 1)  # the home page too
    assert jobs.plan(BACKFILL, site, per_minute=3).minutes == 2
    assert jobs.plan(BACKFILL, channel(), per_minute=0).minutes is None
    assert not Job.objects.exists() and not Delivery.objects.exists()


def test_everything_goes_to_the_new_channel_alone(pages, tree, channel):
    other, site = channel(), channel()
    republish(pages[0], title="Known to the other")
    dispatch.run()
    before = len(deliveries(other))
    job = run(jobs.start(BACKFILL, site, per_minute=0))
    assert (job.state, job.done, job.total, job.failed) == ("done", 3, 3, 0)
    assert job.finished_at
    assert held(site) == ids([tree.home, *pages])
    assert len(deliveries(other)) == before
    for page in (tree.home, *pages[1:]):
        assert last(site, page)["data"]["reason"]["kind"] == "first-sync"
    sent = [delivery for delivery in deliveries(site) if delivery.job_id]
    assert {delivery.priority for delivery in sent} == {Priority.BACKFILL}


def test_what_the_channel_holds_is_not_sent_again(pages, channel):
    site = channel()
    jobs.start(BACKFILL, site, per_minute=0)
    jobs.start(BACKFILL, site, per_minute=0)  # a second click
    jobs.step(30)
    assert len(deliveries(site)) == 4
    assert jobs.plan(BACKFILL, site).pages == 0


def test_the_last_days(pages, tree, channel):
    long_ago = timezone.now() - timedelta(days=40)
    Page.objects.filter(pk=pages[0].pk).update(first_published_at=long_ago, last_published_at=long_ago)
    site = channel()
    scope = jobs.Scope(since=timezone.now() - timedelta(days=30))
    Page.objects.filter(pk=pages[1].pk).update(last_published_at=None)  # imported
    run(jobs.start(BACKFILL, site, scope, per_minute=0))
    assert held(site) == ids([tree.home, pages[2]])


def test_the_channels_own_filter_and_the_scopes(pages, tree, channel, published):
    section = published("Section")
    below = published("Below", parent=section)
    french = tree.home.add_child(instance=HostPage(title="Le port", locale=tree.french))
    french.save_revision().publish()
    dispatch.run()
    wants_section = channel(sections=[section.pk])
    run(jobs.start(BACKFILL, wants_section, per_minute=0))
    assert held(wants_section) == ids([section, below])
    everything = channel()
    run(jobs.start(BACKFILL, everything, jobs.Scope(languages=("fr",)), per_minute=0))
    assert held(everything) == ids([french])
    run(jobs.start(BACKFILL, everything, jobs.Scope(sections=(section.pk,)), per_minute=0))
    assert held(everything) == ids([french, section, below])
    assert jobs.plan(BACKFILL, channel(page_types=["host.brokenpage"])).pages == 0
    assert jobs.plan(BACKFILL, channel(languages=["fr"])).pages == 1
    falls_back = channel(languages=["fr"], fallback="send")
    run(jobs.start(BACKFILL, falls_back, per_minute=0))
    assert french.pk in held(falls_back) and section.pk in held(falls_back)


def test_a_page_from_before_newswire_that_cannot_be_rendered_stops_nothing(tree, channel):
    broken = tree.home.add_child(instance=BrokenPage(title="Broken", broken=True, locale=tree.english))
    good = tree.page("Good")
    Publication.objects.all().delete()  # as if Newswire was not there yet
    reconcile.step(5)
    assert set(Publication.objects.values_list("version", flat=True)) == {0}
    site = channel()
    job = run(jobs.start(BACKFILL, site, per_minute=0))
    assert (job.state, job.done, job.failed) == ("done", 3, 1)
    (failure,) = job.failures
    assert (failure["page_id"], failure["title"]) == (broken.pk, "Broken")
    assert "Ask your administrator" in failure["why"]
    assert held(site) == ids([tree.home, good])
    BrokenPage.objects.filter(pk=broken.pk).update(broken=False)
    assert run(jobs.start(BACKFILL, site, per_minute=0)).done == 1
    assert broken.pk in held(site)


def test_fresh_news_goes_first(pages, tree, channel):
    site = channel()
    job = jobs.start(BACKFILL, site, per_minute=60)
    Job.objects.update(stepped_at=timezone.now() - timedelta(seconds=1))
    fresh = tree.published("Fresh")
    run(job)
    assert job.done == 1
    first, second = deliveries(site)
    assert (first.publication.page_id, first.priority) == (fresh.pk, Priority.FRESH)
    assert second.priority == Priority.BACKFILL


def test_what_is_published_while_the_job_runs_goes_once(pages, tree, channel):
    site = channel()
    job = jobs.start(BACKFILL, site, per_minute=0)
    republish(pages[1], title="Published meanwhile")
    tree.published("New")
    run(job)
    assert sorted(held(site).values()) == ["live"] * 5
    assert len(deliveries(site)) == 5
    assert types(site).count("page.published") == 1


def test_a_page_that_renders_differently_each_time_goes_once(published, channel, settings, tmp_path):
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "host_page.html").write_text("<main>{{ page.title }} {% lorem 9 w random %}</main>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    holder = channel()
    page = published("Random")
    site = channel()
    run(jobs.start(BACKFILL, site, per_minute=0))
    assert len(deliveries(site, page)) == 1
    assert len(deliveries(holder, page)) <= 2


def test_it_is_refused_before_the_first_start_and_by_what_speaks_to_people(channel, monkeypatch):
    with pytest.raises(jobs.CannotStart, match="on first"):
        jobs.start(BACKFILL, channel(started_at=None))
    monkeypatch.setattr(Webhook, "backfills", False)
    with pytest.raises(jobs.CannotStart, match="only what is new"):
        jobs.start(BACKFILL, channel())


def test_more_pages_from_before_newswire_than_one_step_takes(tree, channel, monkeypatch):
    monkeypatch.setattr(baseline, "STEP", 50)
    tree.home.refresh_from_db()
    for number in range(60):
        tree.home.add_child(instance=HostPage(title=f"Old {number}", locale=tree.english))
    Publication.objects.all().delete()
    reconcile.step(60)
    site = channel()
    job = jobs.start(BACKFILL, site, per_minute=0)
    while job.state == Job.State.RUNNING:
        jobs.step(5)
        job.refresh_from_db()
    assert (job.done, job.failed) == (61, 0)
    assert Delivery.objects.filter(channel=site).values("publication").distinct().count() == 61
    assert Delivery.objects.count() == 61


def test_the_home_page_is_settled_as_sent(pages, tree, channel):
    """After a backfill nothing is announced again: the hash is known."""
    site = channel()
    run(jobs.start(BACKFILL, site, per_minute=0))
    before = len(deliveries(site))
    for page in pages:
        republish(page)
    dispatch.run()
    assert len(deliveries(site)) == before
    assert publication_of(pages[0]).version == 1
