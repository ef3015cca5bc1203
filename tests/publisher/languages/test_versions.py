"""Who says the same in another language, and what a link to it is called."""

import pytest
from django.test import override_settings
from host.models import HostPage
from support.once import once
from wagtail.models import Locale, PageViewRestriction

from newswire.publisher import content, languages
from newswire.publisher.languages.labels import version_label
from newswire.publisher.models import LanguageSet, OutsideVersion, Publication


@pytest.fixture
def page(tree):
    once("a page, and homes in four languages", lambda: _make_page(tree))
    return HostPage.objects.get(title="Harbour")


def _make_page(tree):
    for code in ("fr", "de", "ar"):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        tree.home.copy_for_translation(locale).save_revision().publish()
    tree.published("Harbour")


def translated(page, code, live=True):
    copy = HostPage.objects.get(pk=page.pk).copy_for_translation(Locale.objects.get(language_code=code))
    if live:
        copy.save_revision().publish()
    return HostPage.objects.get(pk=copy.pk)


def seen(page):
    """(observed, its versions)"""
    members = languages.set_members(page.pk)
    return members[page.pk], languages.versions_of(members[page.pk], list(members.values()))


def langs(page):
    return [version.lang for version in seen(page)[1]]


def test_alone_it_is_complete(page):
    observed, versions = seen(page)
    assert versions == []
    assert languages.hreflang(observed, versions) == []


def test_live_versions_appear_by_themselves_in_the_sites_order(page):
    for code in ("ar", "de", "fr"):
        translated(page, code)
    assert langs(page) == ["fr", "de", "ar"]
    observed, versions = seen(page)
    assert [entry["lang"] for entry in languages.hreflang(observed, versions)] == [
        "en", "fr", "de", "ar", "x-default",
    ]  # fmt: skip
    assert languages.hreflang(observed, versions)[-1]["url"] == observed.url


def test_drafts_aliases_and_private_pages_are_no_versions(page, tree):
    translated(page, "fr", live=False)
    HostPage.objects.get(pk=page.pk).copy_for_translation(Locale.objects.get(language_code="de"), alias=True)
    arabic = translated(page, "ar")
    PageViewRestriction.objects.create(page=arabic, restriction_type="login")
    assert langs(page) == []


def test_x_default_only_where_the_default_language_is_live(page):
    french, german = translated(page, "fr"), translated(page, "de")
    HostPage.objects.get(pk=page.pk).unpublish()
    observed, versions = seen(french)
    assert [entry["lang"] for entry in languages.hreflang(observed, versions)] == ["fr", "de"]
    assert langs(german) == ["fr"]


def test_a_version_on_another_site_is_linked_at_once_and_hreflang_waits_until_it_links_back(page):
    language_set = LanguageSet.objects.create(key=page.translation_key)
    outside = OutsideVersion.objects.create(set=language_set, lang="lb", url="https://andere.example/")
    observed, versions = seen(page)
    shown = versions[0].represented("en", {})
    assert shown == {
        "lang": "lb",
        "nativeName": "Lëtzebuergesch",
        "label": "Luxembourgish",
        "url": "https://andere.example/",
        "external": True,
        "status": "unconfirmed",
    }
    assert languages.hreflang(observed, versions) == []
    outside.reciprocal = True
    outside.save()
    observed, versions = seen(page)
    assert [entry["lang"] for entry in languages.hreflang(observed, versions)] == ["en", "lb", "x-default"]
    assert versions[0].represented("en", {})["status"] == "confirmed"


def test_a_page_of_this_site_is_preferred_and_the_own_language_is_no_other(page):
    language_set = LanguageSet.objects.create(key=page.translation_key)
    for lang in ("fr", "en"):
        OutsideVersion.objects.create(set=language_set, lang=lang, url=f"https://andere.example/{lang}/")
    french = translated(page, "fr")
    _, versions = seen(page)
    assert [(version.lang, version.page_id) for version in versions] == [("fr", french.pk)]


def test_a_version_names_its_publication(page):
    french = translated(page, "fr")
    publication = Publication.objects.get(page_id=french.pk)
    shown = seen(page)[1][0].represented("en", {french.pk: publication.uuid})
    assert (shown["id"], shown["status"], shown["label"]) == (str(publication.uuid), "live", "French")
    assert "id" not in seen(page)[1][0].represented("en", {})


def test_the_full_version_is_called_so(page, monkeypatch):
    monkeypatch.setattr(content, "_label", None)
    LanguageSet.objects.create(key=page.translation_key, full_lang="en")
    version = seen(translated(page, "fr"))[1][0]
    assert version.represented("fr", {})["label"] == "Lire l'article complet : anglais"
    assert version.represented("zh-hans", {})["label"] == "Read full article: 英语"
    content.register_label(lambda lang, reader: f"{reader} reads {lang} in full")
    assert version.represented("fr", {})["label"] == "fr reads en in full"
    assert version_label("en", "fr") == "anglais"


def test_a_version_stands_for_the_languages_that_are_missing(page):
    observed, versions = seen(page)
    assert languages.stands_for(observed, versions) == ["fr", "de", "ar", "zh-hans"]
    french = translated(page, "fr")
    assert languages.stands_for(*seen(page)) == ["de", "ar", "zh-hans"]
    assert languages.stands_for(*seen(french)) == []
    with override_settings(LANGUAGE_CODE="fr"):
        assert languages.stands_for(*seen(french)) == ["de", "ar", "zh-hans"]


def test_a_set_costs_a_fixed_number_of_queries(page, django_assert_max_num_queries):
    for code in ("fr", "de", "ar"):
        translated(page, code)
    with django_assert_max_num_queries(9):
        seen(page)
