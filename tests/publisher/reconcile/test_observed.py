"""What is, read for many pages at once."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone, translation
from host.models import HostPage
from wagtail.models import Page, Site

from newswire.publisher.observed import is_live, observe

pytestmark = pytest.mark.django_db(transaction=True)


def one(page):
    return observe([page.pk])[page.pk]


def test_a_live_page(tree):
    page = tree.published()
    seen = one(page)
    assert seen.public
    assert (seen.title, seen.lang, seen.page_type) == ("Harbour reopens", "en", "host.hostpage")
    assert seen.url == "https://news.example.org/en/harbour-reopens/"
    assert (seen.url_path, seen.tree_path) == (page.url_path, page.path)
    assert (seen.set_key, seen.locale_id) == (page.translation_key, tree.english.pk)
    assert len(seen.site_fingerprint) == 64


def test_an_address_does_not_depend_on_who_asks(tree):
    page = tree.published()
    with translation.override("fr"):
        assert one(page).url == "https://news.example.org/en/harbour-reopens/"


def test_an_address_is_ascii(tree, settings):
    settings.WAGTAIL_ALLOW_UNICODE_SLUGS = True
    Site.objects.update(hostname="zeitung-süd.example")
    page = tree.published(slug="überfahrt")
    assert one(page).url == "https://xn--zeitung-sd-ieb.example/en/%C3%BCberfahrt/"


def test_a_deleted_page_is_missing(tree):
    page = tree.published()
    pk = page.pk
    page.delete()
    assert observe([pk, tree.home.pk]).keys() == {tree.home.pk}
    assert observe([]) == {}


def test_a_draft_an_alias_and_a_page_that_waits_are_not_public(tree):
    source = tree.published()
    alias = source.create_alias(update_slug="alias")
    waits = tree.page("Waits", go_live_at=timezone.now() + timedelta(days=1))
    assert not one(tree.draft("Draft")).public
    assert one(alias).alias
    assert not one(alias).public
    assert HostPage.objects.get(pk=waits.pk).live
    assert not one(waits).live
    live = set(Page.objects.filter(is_live(timezone.now())).values_list("pk", flat=True))
    assert live == {tree.home.pk, source.pk}


def test_a_page_outside_every_site(tree):
    outside = tree.home.get_parent().add_child(
        instance=HostPage(title="Outside", slug="outside", locale=tree.english)
    )
    seen = one(outside)
    assert (seen.url, seen.site_fingerprint, seen.public) == ("", "", False)


def test_private_is_what_stands_under_a_private_page(tree):
    section = tree.published("Section")
    below = tree.published("Below", section)
    beside = tree.published("Beside")
    section.view_restrictions.create(restriction_type="password", password="secret")
    seen = observe([section.pk, below.pk, beside.pk])
    assert [seen[page.pk].private for page in (section, below, beside)] == [True, True, False]
    section.view_restrictions.update(restriction_type="none")
    assert not one(below).private


def test_what_stands_under_an_alias_of_a_private_page_is_private(tree):
    source = tree.published("Source")
    alias = source.create_alias(update_slug="alias")
    alias_of_alias = alias.create_alias(update_slug="alias-2")
    below = HostPage.objects.get(pk=alias_of_alias.pk).add_child(
        instance=HostPage(title="Below", locale=tree.english)
    )
    assert not one(below).private
    source.view_restrictions.create(restriction_type="login")
    assert one(below).private
    beside = HostPage.objects.get(pk=alias.pk).add_child(
        instance=HostPage(title="Beside", locale=tree.english)
    )
    seen = observe([below.pk, beside.pk])
    assert [page.private for page in seen.values()] == [True, True], "one's source is the other's alias"
    assert one(below).private == below.get_view_restrictions().exists()


def test_aliases_of_each_other_end(tree):
    """Wagtail's own check would recurse for ever; a chain made by SQL must not stop everybody's round."""
    first, second = tree.published("First"), tree.published("Second")
    Page.objects.filter(pk=first.pk).update(alias_of_id=second.pk)
    Page.objects.filter(pk=second.pk).update(alias_of_id=first.pk)
    assert not one(first).private


def test_a_hostname_that_another_process_changed(tree):
    """Django's default cache is a process's own: the old root paths would stay in it for an hour."""
    page = tree.published()
    before = one(page)
    assert page.full_url == before.url
    Site.objects.update(hostname="other.example.org")
    seen = one(page)
    assert seen.url == "https://other.example.org/en/harbour-reopens/"
    assert seen.site_fingerprint != before.site_fingerprint
    assert HostPage.objects.get(pk=page.pk).full_url == seen.url


def test_a_page_type_whose_address_raises_holds_up_nobody(tree, monkeypatch, caplog):
    page = tree.published()

    def broken(self, request=None):
        raise RuntimeError("a host's bug")

    monkeypatch.setattr(HostPage, "get_url_parts", broken)
    assert one(page).url == ""
    assert one(page).public
    assert "cannot be made" in caplog.text


def test_many_pages_cost_as_many_queries_as_one(tree, django_assert_num_queries):
    pages = [tree.published(f"Page {number}") for number in range(20)]
    observe([page.pk for page in pages])
    cache.clear()
    with django_assert_num_queries(3):
        observe([pages[0].pk])
    with django_assert_num_queries(3):
        observe([page.pk for page in pages])
    with django_assert_num_queries(3):
        observe([page.pk for page in pages], urls=False)
