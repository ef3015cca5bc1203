""" "Also in: Français · Deutsch", and hreflang, on the page."""

from typing import Any

import html5lib
import pytest
from django.test import Client
from host.models import HostPage
from wagtail.models import Locale, PageViewRestriction

from newswire.publisher.models import LanguageSet, OutsideVersion

pytestmark = pytest.mark.django_db


def get(page: Any) -> Any:
    response = Client().get(page.url)
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def also_in(page: Any) -> list[tuple[str, str, str]]:
    """(words, address, lang) of each link under "Also in"."""
    line = get(page).find(".//article//p[@class='newswire-also-in']")
    links = [] if line is None else line.iter("a")
    return [(link.text.strip(), link.get("href"), link.get("lang")) for link in links]


def hreflang(page: Any) -> dict[str, str]:
    return {
        link.get("hreflang"): link.get("href")
        for link in get(page).find("head").iter("link")
        if link.get("rel") == "alternate"
    }


def test_live_versions_appear_by_themselves_in_the_sites_order(write: Any, translate: Any) -> None:
    english = write("Council")
    german, french = translate(english, "de", "Rat"), translate(english, "fr", "Conseil")
    assert also_in(english) == [("Français", french.full_url, "fr"), ("Deutsch", german.full_url, "de")]
    assert also_in(german) == [("English", english.full_url, "en"), ("Français", french.full_url, "fr")]
    everyone = {
        "en": english.full_url,
        "fr": french.full_url,
        "de": german.full_url,
        "x-default": english.full_url,
    }
    assert list(hreflang(english).items()) == list(hreflang(german).items()) == list(everyone.items())


def test_french_alone_is_complete_as_it_is(write: Any) -> None:
    french = write("Conseil", lang="fr")
    assert also_in(french) == []
    assert hreflang(french) == {}


def test_no_x_default_without_the_default_language(write: Any, translate: Any) -> None:
    french = write("Conseil", lang="fr")
    translate(french, "de", "Rat")
    assert list(hreflang(french)) == ["fr", "de"]


def test_drafts_aliases_and_private_versions_are_none(write: Any, translate: Any) -> None:
    draft, alias, private = write("Draft"), write("Alias"), write("Private")
    draft.copy_for_translation(Locale.objects.get(language_code="fr"))
    alias.copy_for_translation(Locale.objects.get(language_code="fr"), alias=True)
    secret = translate(private, "fr", "Privé")
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    assert [also_in(page) for page in (draft, alias, private)] == [[], [], []]


def test_a_version_may_be_a_page_of_the_hosts_own_type(write: Any, indexes: Any) -> None:
    page = write("Council")
    home = HostPage.objects.get(locale__language_code="fr")
    other = HostPage(title="Conseil", locale=home.locale, translation_key=page.translation_key)
    home.add_child(instance=other)
    assert [words for words, _, _ in also_in(page)] == ["Français"]


@pytest.mark.parametrize(("reciprocal", "in_head"), [(None, False), (False, False), (True, True)])
def test_a_version_on_another_site(write: Any, reciprocal: bool | None, in_head: bool) -> None:
    page = write("Council")
    known = LanguageSet.objects.create(key=page.translation_key)
    url = "https://elsewhere.example/conseil"
    OutsideVersion.objects.create(set=known, lang="fr", url=url, site_name="Elsewhere", reciprocal=reciprocal)
    assert also_in(page) == [("Français", url, "fr")]
    assert "(Elsewhere)" in "".join(get(page).find(".//p[@class='newswire-also-in']").itertext())
    assert hreflang(page).get("fr") == (url if in_head else None)


def test_a_version_of_this_site_goes_before_one_elsewhere(write: Any, translate: Any) -> None:
    page = write("Council")
    french = translate(page, "fr", "Conseil")
    known = LanguageSet.objects.create(key=page.translation_key)
    OutsideVersion.objects.create(set=known, lang="fr", url="https://elsewhere.example/conseil")
    assert also_in(page) == [("Français", french.full_url, "fr")]


def test_the_full_version_is_linked_by_its_own_sentence(write: Any, translate: Any) -> None:
    english = write("Council")
    french = translate(english, "fr", "Conseil")
    LanguageSet.objects.create(key=english.translation_key, full_lang="en")
    link = get(french).find(".//article/ul[@class='newswire-full-article']/li/a")
    assert link.text == "Lire l'article complet en anglais"
    assert (link.get("href"), link.get("hreflang"), link.get("lang")) == (english.full_url, "en", None)
    assert also_in(french) == []
    assert [words for words, _, _ in also_in(english)] == ["Français"]
