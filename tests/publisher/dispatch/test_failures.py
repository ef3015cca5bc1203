"""A page that cannot be rendered holds up only itself."""

import sys
from contextlib import nullcontext, suppress
from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import override_settings
from django.utils import timezone
from host.models import BrokenPage, HostPage
from support.announced import held, publication_of, republish, types

from newswire.publisher import dispatch
from newswire.publisher.models import Event, Publication

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broken(tree):
    page = tree.home.add_child(instance=BrokenPage(title="Broken", live=False, locale=tree.english))
    page.save_revision().publish()
    return BrokenPage.objects.get(pk=page.pk)


def test_it_holds_up_only_itself_and_says_why(channel, tree, broken):
    site = channel()
    healthy = [tree.published(f"Page {number}") for number in range(3)]
    assert dispatch.run() >= 3
    assert set(held(site)) >= {page.pk for page in healthy}
    assert broken.pk not in held(site)
    publication = publication_of(broken)
    assert "TemplateDoesNotExist" in publication.render_error
    assert publication.render_failures == 1
    assert publication.settled < publication.generation
    assert Event.objects.order_by("-sequence")[0].sequence == Event.objects.count()


def test_it_is_withdrawn_from_who_wants_it_no_longer(channel, tree, broken):
    section, other = tree.published("Section"), tree.published("Other")
    BrokenPage.objects.update(broken=False)
    broken.move(section, pos="last-child")
    site = channel(sections=[section.pk])
    dispatch.run()
    assert held(site)[broken.pk] == "live"
    BrokenPage.objects.update(broken=True)
    BrokenPage.objects.get(pk=broken.pk).move(HostPage.objects.get(pk=other.pk), pos="last-child")
    dispatch.run()
    assert held(site)[broken.pk] == "gone"
    assert publication_of(broken).render_error == ""  # nobody needs it


def test_it_is_withdrawn_from_who_wants_it_no_longer_though_others_do(channel, tree, broken):
    """And comes back, though nothing was announced of it but that it went."""
    section, other = tree.published("Section"), tree.published("Other")
    BrokenPage.objects.update(broken=False)
    broken.move(section, pos="last-child")
    left, keeps, to_come = channel(sections=[section.pk]), channel(), channel(sections=[other.pk])
    dispatch.run()

    BrokenPage.objects.update(broken=True)
    BrokenPage.objects.get(pk=broken.pk).move(HostPage.objects.get(pk=other.pk), pos="last-child")
    for _ in range(2):  # it is tried again, and said once
        dispatch.run()
        Publication.objects.update(render_retry_at=timezone.now())
    assert (held(left)[broken.pk], held(keeps)[broken.pk]) == ("gone", "live")
    assert broken.pk not in held(to_come)
    publication = publication_of(broken)
    last = publication.events.latest("sequence")
    assert (last.reason, publication.events.filter(reason="out_of_scope").count()) == ("out_of_scope", 1)
    assert publication.version == last.version
    assert publication.render_error
    assert publication.settled < publication.generation

    BrokenPage.objects.get(pk=broken.pk).move(HostPage.objects.get(pk=section.pk), pos="last-child")
    BrokenPage.objects.update(broken=False)
    dispatch.run()
    assert (held(left)[broken.pk], held(keeps)[broken.pk]) == ("live", "live")
    assert publication_of(broken).render_error == ""


class Panic(BaseException):
    """As a library in another language raises it: no Exception."""


def say(error):
    raise error


def test_a_panic_ends_no_turn(channel, tree, broken, monkeypatch):
    site = channel()
    healthy = tree.published("Healthy")
    monkeypatch.setattr(BrokenPage, "serve", lambda *_: say(Panic("byte 3")), raising=False)
    assert dispatch.run() >= 1
    assert healthy.pk in held(site)
    assert "byte 3" in publication_of(broken).render_error


def test_a_worker_that_is_told_to_end_ends(channel, broken, monkeypatch):
    channel()
    monkeypatch.setattr(BrokenPage, "serve", lambda *_: say(SystemExit(3)), raising=False)
    with pytest.raises(SystemExit):
        dispatch.run()
    assert publication_of(broken).render_error == ""


def test_an_address_that_is_too_long_is_said_to_be(channel, tree):
    site, slug = channel(), "خبر-" * 60
    page = tree.published("Deep", tree.published("Deeper", slug=slug), slug=slug)
    dispatch.run()
    assert page.pk not in held(site)
    assert "longer than 2000 characters" in publication_of(page).render_error


def test_it_is_tried_later_and_then_less_and_less_often(channel, broken):
    channel()
    waits = []
    for _ in range(3):
        dispatch.run()
        publication = publication_of(broken)
        waits.append((publication.render_retry_at - timezone.now()).total_seconds())
        assert dispatch.run() == 0
        assert publication_of(broken).render_failures == publication.render_failures
        Publication.objects.update(render_retry_at=timezone.now() - timedelta(seconds=1))
    assert [round(wait / 60) for wait in waits] == [1, 2, 4]


def test_it_is_tried_at_once_when_the_page_is_mended(channel, broken):
    site = channel()
    dispatch.run()
    republish(broken, broken=False)
    dispatch.run()
    assert types(site)[-1] == "page.published"
    publication = publication_of(broken)
    assert (publication.render_error, publication.render_failures) == ("", 0)


def test_it_is_tried_at_once_by_other_code(channel, broken):
    channel()
    with override_settings(NEWSWIRE_RELEASE="1"):
        dispatch.run()
        dispatch.run()
        assert publication_of(broken).render_failures == 1
    with override_settings(NEWSWIRE_RELEASE="2"):
        dispatch.run()
        assert publication_of(broken).render_failures == 2
        dispatch.run()
        assert publication_of(broken).render_failures == 2


def test_a_broken_page_can_still_be_unpublished(channel, broken):
    site = channel()
    republish(broken, broken=False)
    dispatch.run()
    republish(broken, broken=True)
    dispatch.run()
    assert types(site) == ["page.published"]
    BrokenPage.objects.get(pk=broken.pk).unpublish()
    dispatch.run()
    assert types(site)[-1] == "page.unpublished"


def test_a_page_nobody_wants_is_never_rendered(channel, broken):
    channel(page_types=["host.hostpage"])
    assert dispatch.run() >= 1
    assert publication_of(broken).render_error == ""


def test_a_site_whose_host_is_not_allowed_is_named(channel, tree):
    channel()
    page = tree.published()
    with override_settings(ALLOWED_HOSTS=["elsewhere.example"]):
        dispatch.run()
    assert "news.example.org" in publication_of(page).render_error
    assert "ALLOWED_HOSTS" in publication_of(page).render_error


def test_a_page_below_no_site_is_gone(channel, tree, published):
    site = channel()
    page = published()
    tree.site.delete()
    HostPage.objects.get(pk=page.pk).save()
    dispatch.run()
    assert types(site)[-1] == "page.unpublished"


def counting(monkeypatch, visit):
    serve = HostPage.serve

    def counted(self, request, *args, **kwargs):
        visit(self)
        return serve(self, request, *args, **kwargs)

    monkeypatch.setattr(HostPage, "serve", counted)


@pytest.mark.parametrize("caught", [False, True])
def test_a_page_that_writes_each_time_it_is_shown_is_announced_once(channel, tree, monkeypatch, caught):
    """It counts its visitors; `caught`: in code that passes over errors."""

    def visit(page):
        with suppress(DatabaseError) if caught else nullcontext():
            HostPage.objects.filter(pk=page.pk).update(search_description="seen")

    counting(monkeypatch, visit)
    site = channel()
    page = tree.published()
    dispatch.run()
    assert types(site) == ["page.published"]
    assert publication_of(page).render_error == ""


def test_a_page_that_saves_itself_when_it_is_shown_settles(channel, tree, monkeypatch):
    counting(monkeypatch, lambda page: page.save())
    site = channel()
    page = tree.published()
    dispatch.run()
    publication = publication_of(page)
    assert types(site) == ["page.published"]
    assert publication.settled == publication.generation


def test_an_error_of_the_database_in_one_page_holds_up_no_other(channel, tree, monkeypatch):
    def visit(page):
        if page.title == "Bad":
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM there_is_no_such_table")

    counting(monkeypatch, visit)
    site = channel()
    bad, good = tree.published("Bad"), tree.published("Good")
    dispatch.run()
    assert set(held(site)) == {good.pk}
    assert "there_is_no_such_table" in publication_of(bad).render_error


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a file cannot be lost so")
def test_a_lost_database_is_nobodys_fault(channel, tree, monkeypatch):
    lost = []

    def visit(page):
        if not lost:
            lost.append(page.pk)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    counting(monkeypatch, visit)
    site = channel()
    pages = [tree.published(f"Page {number}") for number in range(2)]
    dispatch.run()
    assert publication_of(lost[0]).render_error == ""
    dispatch.run()
    assert set(held(site)) == {page.pk for page in pages}


def test_a_full_database_is_not_the_page_s_fault(channel, tree, monkeypatch):
    """As SQLite says it, and PostgreSQL in other words, where the event is to be written."""
    site = channel()
    page = tree.published("Harbour")
    monkeypatch.setattr(dispatch.failures, "FIRST_RETRY", timedelta(hours=6))

    def full(*_arguments):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(sys.modules[dispatch.run.__module__], "settle", full)
        dispatch.run()
    publication = publication_of(page)
    assert "database or disk is full" in publication.render_error
    assert "Tell your administrator; it is tried again by itself." in publication.render_error
    assert publication.render_retry_at < timezone.now() + timedelta(minutes=6)
    Publication.objects.update(render_retry_at=timezone.now())
    dispatch.run()
    assert page.pk in held(site)
    assert publication_of(page).render_error == ""
