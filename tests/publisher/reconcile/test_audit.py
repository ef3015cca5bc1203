"""What no column shows is found by rendering again, within a day or at once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from host.models import HostPage
from support.once import once
from wagtail.models import Page

from newswire.publisher import reconcile
from newswire.publisher.models import Priority, Publication
from newswire.publisher.reconcile import audit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pages(tree, settle):
    once("pages to audit", lambda: _make_pages(tree, settle))
    return [*HostPage.objects.filter(title__startswith="Page ").order_by("pk")]


def _make_pages(tree, settle):
    for number in range(8):
        tree.published(f"Page {number}")
    reconcile.step(5)
    settle()


def unsettled():
    return [each for each in Publication.objects.all() if each.generation > each.settled]


def announced_ago(**ago):
    Publication.objects.update(announced_at=timezone.now() - timedelta(**ago), audited_at=None)


def test_a_share_of_what_was_not_compared_for_a_day_is_raised_at_the_lowest_priority(pages):
    announced_ago(hours=25)
    assert audit.step() == audit.LEAST
    assert len(unsettled()) == audit.LEAST
    assert {each.priority for each in unsettled()} == {Priority.BACKFILL}


def test_the_oldest_first_and_nobody_twice(pages, settle):
    announced_ago(hours=25)
    audit.step()
    first = {each.pk for each in unsettled()}
    settle()
    audit.step()
    assert first.isdisjoint(each.pk for each in unsettled())
    settle()
    assert audit.step() == 0


def test_what_was_compared_today_is_left_alone(pages):
    announced_ago(hours=2)
    assert audit.step() == 0
    Publication.objects.update(
        announced_at=timezone.now() - timedelta(days=9), audited_at=timezone.now() - timedelta(hours=2)
    )
    assert audit.step() == 0


def test_pages_that_were_live_before_newswire_are_not_rendered_for_it(pages):
    announced_ago(hours=25)
    Publication.objects.update(version=0)
    assert audit.step() == 0


def test_it_waits_for_a_dispatch_that_is_behind(pages, monkeypatch):
    announced_ago(hours=25)
    monkeypatch.setattr(audit, "LEAST", 2)
    assert audit.step() == 2
    assert audit.step() == 2
    assert audit.step() == 0


def test_the_period_is_a_setting(pages, settings):
    settings.NEWSWIRE_AUDIT_HOURS = 1
    announced_ago(hours=2)
    assert audit.step() == audit.LEAST


def run(*arguments):
    out = StringIO()
    call_command("newswire_reconcile", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_that_all_is_well(pages):
    assert "Every page is as it was announced." in run()


def test_the_command_finds_and_raises(pages, generation):
    before = generation(pages[0])
    Page.objects.filter(pk=pages[0].pk).update(title="By SQL")
    said = run()
    assert "1  differ from what was announced" in said
    assert "Every page is as" not in said
    assert generation(pages[0]) == before + 1


def test_a_dry_run_changes_nothing(pages):
    Page.objects.filter(pk=pages[0].pk).update(title="By SQL")
    before = list(Publication.objects.order_by("pk").values())
    said = run("--dry-run", "--deep")
    assert "1  differ from what was announced" in said
    assert "9  are rendered again and compared" in said
    assert list(Publication.objects.order_by("pk").values()) == before


def test_deep_raises_every_page_at_once(pages):
    said = run("--deep")
    assert "9  are rendered again and compared" in said
    assert len(unsettled()) == 9
    assert {each.priority for each in unsettled()} == {Priority.BACKFILL}


def test_the_command_draws_a_bar_on_a_terminal(pages):
    class Terminal(StringIO):
        def isatty(self):
            return True

    out = Terminal()
    call_command("newswire_reconcile", "--deep", stdout=out, no_color=True)
    assert "[########################################]" in out.getvalue()
    assert "pages to render" in out.getvalue()
