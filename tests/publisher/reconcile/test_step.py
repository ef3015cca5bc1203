"""What capture could not see is found by columns alone."""

import threading
import uuid

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from host.models import HostPage
from services.waiting import PATIENCE
from support.beside import beside
from wagtail.models import Locale, Page, PageViewRestriction, Site

from newswire.publisher import reconcile
from newswire.publisher.models import Counter, Event, Job, Priority, Publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(tree, settle):
    """A page that was announced as it is, after all that was live before was recorded."""
    made = tree.published()
    reconcile.step(5)
    settle()
    assert reconcile.step(5).raised == 0
    return made


def publication_of(page):
    return Publication.objects.get(page_id=page.pk)


def test_a_second_step_finds_nothing_new(page, newswire_queries):
    before = list(Publication.objects.values().order_by("pk"))
    found = reconcile.step(5)
    assert (found.raised, found.missing, found.recorded, found.reordered) == (0, 0, 0, 0)
    assert found.complete
    assert list(Publication.objects.values().order_by("pk")) == before


@pytest.mark.parametrize(
    "change",
    [
        {"live": False},
        {"title": "By SQL"},
        {"url_path": "/news/elsewhere/"},
        {"translation_key": uuid.UUID(int=7)},
    ],
    ids=str,
)
def test_a_queryset_update(page, generation, change):
    before = generation(page)
    Page.objects.filter(pk=page.pk).update(**change)
    assert generation(page) == before
    found = reconcile.step(5)
    assert found.raised == 1
    assert generation(page) == before + 1
    assert reconcile.step(5).raised == 0


def test_another_language(tree, page, generation):
    before = generation(page)
    Page.objects.filter(pk=page.pk).update(locale=tree.french)
    reconcile.step(5)
    assert generation(page) == before + 1


def test_a_language_that_was_renamed_by_sql(tree, page, generation):
    before = generation(page)
    Locale.objects.filter(pk=tree.english.pk).update(language_code="de")
    reconcile.step(5)
    assert generation(page) == before + 1


def test_a_hostname_changed_by_sql(page, generation):
    before = generation(page)
    Site.objects.update(hostname="other.example.org")
    reconcile.step(5)
    assert generation(page) == before + 1


def test_privacy_set_and_removed_by_sql(tree, page, generation, settle):
    before = generation(page)
    PageViewRestriction.objects.bulk_create(
        [PageViewRestriction(page=Page.objects.get(pk=page.pk), restriction_type="login")]
    )
    reconcile.step(5)
    assert generation(page) == before + 1
    settle()
    assert publication_of(page).state == Publication.State.GONE
    assert reconcile.step(5).raised == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM wagtailcore_pageviewrestriction")
    reconcile.step(5)
    assert generation(page) == before + 2


def test_a_page_deleted_by_sql(page, generation):
    before = generation(page)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM wagtailcore_referenceindex")
    Page.objects.filter(pk=page.pk).update(latest_revision=None, live_revision=None)
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM host_hostpage WHERE page_ptr_id = %s", [page.pk])
        for table in ("wagtailsearch_indexentry", "wagtailcore_pagelogentry"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM wagtailcore_page WHERE id = %s", [page.pk])
    reconcile.step(5)
    assert generation(page) == before + 1


def test_a_page_made_by_sql_after_the_baseline(tree, page, generation):
    row = Page.objects.get(pk=page.pk)
    row.pk = row.id = None
    row.path, row.slug, row.url_path = row.path[:-1] + "9", "by-sql", "/news/by-sql/"
    row.translation_key, row.live_revision, row.latest_revision = uuid.uuid4(), None, None
    Page.objects.bulk_create([row])
    made = Page.objects.get(slug="by-sql")
    found = reconcile.step(5)
    assert found.missing == 1
    assert generation(made) == 1


def test_an_alias_that_was_converted_by_sql(tree, page, generation):
    alias = page.create_alias(update_slug="alias")
    reconcile.step(5)
    assert generation(alias) is None
    Page.objects.filter(pk=alias.pk).update(alias_of=None)
    assert reconcile.step(5).missing == 1
    assert generation(alias) == 1


def test_commands_of_wagtail_that_send_no_signal(tree, page, generation, settle):
    below = tree.published("Below", page)
    settle()
    before = generation(below)
    Page.objects.filter(pk=page.pk).update(slug="renamed")
    call_command("set_url_paths")
    assert HostPage.objects.get(pk=below.pk).url_path == "/news/renamed/below/"
    reconcile.step(5)
    assert generation(below) == before + 1


def test_a_new_place_among_its_siblings_is_noted_and_announced_to_nobody(tree, page, generation, settle):
    second = tree.published("Second")
    below = tree.published("Below", second)
    settle()
    before = generation(below)
    HostPage.objects.get(pk=second.pk).move(HostPage.objects.get(pk=page.pk), pos="left")
    path = HostPage.objects.get(pk=below.pk).path
    assert publication_of(below).tree_path != path
    assert reconcile.step(5).reordered > 0
    assert publication_of(below).tree_path == path
    assert generation(below) == before


def test_what_is_not_settled_is_left_to_dispatch(page, generation):
    Publication.objects.filter(page_id=page.pk).update(generation=F("generation") + 1)
    Page.objects.filter(pk=page.pk).update(title="By SQL")
    before = generation(page)
    reconcile.step(5)
    assert generation(page) == before


def test_what_was_taken_down_stays_down_though_somebody_sets_it_live_by_sql(page, generation):
    Publication.objects.filter(page_id=page.pk).update(state="gone", reason="taken_down")
    before = generation(page)
    reconcile.step(5)
    assert generation(page) == before


def test_a_publication_that_somebody_holds_is_passed_over_and_found_next_time(page, generation):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    before = generation(page)
    holds, checked = threading.Event(), threading.Event()

    def editor():
        with transaction.atomic():
            Publication.objects.select_for_update().get(page_id=page.pk)
            Page.objects.filter(pk=page.pk).update(title="By SQL")
            holds.set()
            checked.wait(PATIENCE)

    Page.objects.filter(pk=page.pk).update(title="By SQL, too")
    with beside(editor):
        assert holds.wait(PATIENCE)
        found = reconcile.step(2)
        checked.set()
    assert found.raised == 0
    assert generation(page) == before
    reconcile.step(5)
    assert generation(page) == before + 1


def test_a_new_page_that_an_editor_has_not_committed_is_not_waited_for(tree, page):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    other = tree.published("Other")
    Publication.objects.filter(page_id=other.pk).delete()
    holds, checked = threading.Event(), threading.Event()

    def editor():
        with transaction.atomic():
            HostPage.objects.get(pk=other.pk).save()
            holds.set()
            checked.wait(PATIENCE)

    with beside(editor):
        assert holds.wait(PATIENCE)
        found = reconcile.step(2)
        checked.set()
    assert found.dropped == 1
    assert Publication.objects.get(page_id=other.pk).generation == 1


def test_a_round_goes_on_where_the_last_step_ended(tree, page, monkeypatch, settle):
    from newswire.publisher.reconcile import compare

    monkeypatch.setattr(compare, "WINDOW", 2)
    pages = [tree.published(f"Page {number}") for number in range(5)]
    settle()
    Page.objects.filter(pk__in=[each.pk for each in pages]).update(title="By SQL")
    raised = steps = 0
    while True:
        found = reconcile.step(0)
        raised += found.raised
        steps += 1
        if found.complete:
            break
        assert Counter.objects.get().reconciled_to > 0
    assert raised == 5
    assert steps > 3
    assert Counter.objects.get().reconciled_to == 0


def test_very_many_differences_become_one_job_and_withdrawals_do_not_wait(tree, page, settings, settle):
    settings.NEWSWIRE_CASCADE_FROM = 3
    pages = [tree.published(f"Page {number}") for number in range(6)]
    settle()
    Page.objects.filter(pk__in=[each.pk for each in pages]).update(title="By SQL")
    Page.objects.filter(pk=pages[0].pk).update(live=False)
    found = reconcile.step(5)
    assert found.raised == 1
    assert found.left_to_job == 5
    job = Job.objects.get()
    assert (job.kind, job.total, job.state) == ("cascade", 5, "running")
    reconcile.step(5)
    assert Job.objects.count() == 1


def test_a_cancelled_job_is_not_undone_by_the_next_round(tree, page, settings, settle, generation):
    settings.NEWSWIRE_CASCADE_FROM = 3
    settings.NEWSWIRE_CASCADE_PER_MINUTE = None
    pages = [tree.published(f"Page {number}") for number in range(6)]
    settle()
    Page.objects.filter(pk__in=[each.pk for each in pages]).update(title="By SQL")
    settings.NEWSWIRE_CASCADE_PER_MINUTE = 1
    reconcile.step(5)
    Job.objects.update(state=Job.State.CANCELLED)
    before = [generation(each) for each in pages]
    found = reconcile.step(5)
    assert found.left_to_job == 6
    assert [generation(each) for each in pages] == before
    assert Job.objects.count() == 1
    Page.objects.filter(pk=pages[0].pk).update(live=False)
    assert reconcile.step(5).raised == 1


def test_reconcile_sends_nothing_itself(page):
    Page.objects.filter(pk=page.pk).update(title="By SQL")
    reconcile.step(5)
    assert not Event.objects.exists()
    assert publication_of(page).title == "Harbour reopens"
    assert publication_of(page).priority == Priority.DEPENDENT
