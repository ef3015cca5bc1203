"""A site that was there before Newswire: recorded as it is, and nothing is sent."""

import time
from itertools import count
from types import SimpleNamespace

import pytest
from host.models import HostPage
from host.process import run
from support.once import once
from wagtail.models import Page

from newswire.publisher import reconcile
from newswire.publisher.models import Change, Counter, Delivery, Event, Publication
from newswire.publisher.reconcile import baseline

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old_site(tree):
    """Pages that were there before the publisher was installed."""
    once("old site", lambda: _make_old_site(tree))
    return [*HostPage.objects.filter(title__startswith="Page ", alias_of=None).order_by("pk")]


def _make_old_site(tree):
    pages = [tree.published(f"Page {number}") for number in range(7)]
    tree.draft("Draft")
    pages[0].create_alias(update_slug="alias")
    pages[1].view_restrictions.create(restriction_type="login")
    Publication.objects.all().delete()
    Change.objects.all().delete()
    Counter.objects.update_or_create(pk=1, defaults={"baseline_after": 0})


def test_every_live_page_is_recorded_unrendered_and_settled(tree, old_site, monkeypatch):
    def rendered(*args, **kwargs):
        raise AssertionError("nothing is rendered")

    monkeypatch.setattr(HostPage, "serve", rendered)
    found = reconcile.step(10)
    assert found.recorded == 8
    assert Counter.objects.get().baseline_after is None
    recorded = Publication.objects.get(page_id=old_site[0].pk)
    assert (recorded.state, recorded.version, recorded.generation, recorded.settled) == ("live", 0, 0, 0)
    assert recorded.url == "https://news.example.org/en/page-0/"
    assert (recorded.title, recorded.lang, recorded.content_hash) == ("Page 0", "en", "")
    private = Publication.objects.get(page_id=old_site[1].pk)
    assert (private.state, private.reason, private.private) == ("gone", "private", True)
    assert Publication.objects.count() == 8
    assert not Event.objects.exists()
    assert not Delivery.objects.exists()
    found = reconcile.step(10)
    assert (found.recorded, found.raised, found.missing, found.audited) == (0, 0, 0, 0)


def test_a_page_with_too_long_an_address_holds_up_no_other(tree, old_site):
    slug = "خبر-" * 60
    deep = tree.page("Deep", tree.page("Deeper", slug=slug), slug=slug)
    Publication.objects.all().delete()
    assert reconcile.step(10).recorded == 10
    assert Publication.objects.get(page_id=deep.pk).url == ""
    assert Publication.objects.get(page_id=old_site[0].pk).url


def test_what_was_captured_meanwhile_is_left_alone(tree, old_site, generation):
    old_site[3].save_revision().publish()
    before = Publication.objects.get(page_id=old_site[3].pk)
    reconcile.step(10)
    after = Publication.objects.get(page_id=old_site[3].pk)
    assert (after.uuid, after.generation, after.state) == (before.uuid, 1, "new")


def test_a_recorded_page_is_captured_by_its_next_publish(tree, old_site, generation):
    reconcile.step(10)
    old_site[3].save_revision().publish()
    assert generation(old_site[3]) == 1
    old_site[4].unpublish()
    assert generation(old_site[4]) == 1


def test_it_goes_by_steps_and_each_is_kept(tree, old_site, monkeypatch):
    monkeypatch.setattr(baseline, "STEP", 3)
    assert baseline.step(time.monotonic()) == 0
    with monkeypatch.context() as patched:
        patched.setattr(baseline, "time", SimpleNamespace(monotonic=count().__next__))
        assert baseline.step(deadline=1) == 3
    assert Counter.objects.get().baseline_after > 0
    assert baseline.step(time.monotonic() + 10) == 5
    assert Counter.objects.get().baseline_after is None


def test_pages_that_are_not_recorded_yet_are_not_news(tree, old_site, monkeypatch):
    """A round that comes before the end of the baseline must not announce the rest of an old site."""
    monkeypatch.setattr(baseline, "step", lambda deadline: 0)
    found = reconcile.step(10)
    assert found.missing == 0
    assert not Publication.objects.exists()


def test_killed_between_recording_and_noting_how_far(tree, old_site):
    code = """
    from newswire.publisher import reconcile
    from newswire.publisher.reconcile import baseline
    baseline.STEP = 3
    record = baseline._record
    baseline._record = lambda ids: (record(ids), die())
    reconcile.step(10)
    """
    assert run(code) == -9
    assert Publication.objects.count() == 3
    assert Counter.objects.get().baseline_after == 0
    assert reconcile.step(10).recorded == 5
    assert Publication.objects.count() == 8


@pytest.mark.parametrize("count", [3, 30])
def test_a_step_costs_the_same_whatever_its_size(tree, count, django_assert_max_num_queries):
    for number in range(count):
        tree.page(f"Page {number}")
    Publication.objects.all().delete()
    Counter.objects.update_or_create(pk=1, defaults={"baseline_after": 0})

    with django_assert_max_num_queries(15):
        assert baseline.step(time.monotonic() + 10) == count + 1


def test_a_site_without_pages(transactional_db):
    Page.objects.all().delete()
    found = reconcile.step(5)
    assert found.complete
    assert Counter.objects.get().baseline_after is None
