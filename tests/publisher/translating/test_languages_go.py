"""A language that the site no longer has, while pages in it are linked: nothing breaks, nothing is lost."""

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from support.once import once
from wagtail.models import Locale, Page

from newswire.publisher.languages.versions import set_members, versions_of
from newswire.publisher.models import LiveText
from newswire.publisher.translating import refresh
from newswire.publisher.translating.link import link
from newswire.publisher.translating.staleness import State, confirm, standing
from newswire.publisher.translating.unlink import unlink

FEWER = [("en", "English"), ("de", "German")]


@pytest.fixture
def trio(published, boss, again):
    """English, French and German versions; the French one confirmed."""
    once("trio", lambda: _make_trio(published, boss, again))
    return [HostPage.objects.get(title=title) for title in ("Harbour", "Port", "Hafen")]


def _make_trio(published, boss, again):
    english, french, german = published("Harbour", "en"), published("Port", "fr"), published("Hafen", "de")
    link(english, french, boss)
    link(english, german, boss)
    confirm(again(french), boss, standing(again(french)).source.digest)


@pytest.fixture
def without_french(trio, settings):
    """As when somebody takes it from the settings; its pages stay in the database."""
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = FEWER
    return trio


def url(name, *args):
    return reverse(f"newswire_languages:{name}", args=args)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["english", "french", "german"])
@pytest.mark.parametrize("view", ["set", "panel", "compare"])
def test_every_page_of_the_set_can_still_be_looked_at(view, place, without_french, boss):
    client = Client()
    client.force_login(boss)
    answer = client.get(url(view, without_french[place].pk))
    assert answer.status_code == 200
    if view == "set":
        assert 'data-lang="fr"' in answer.content.decode(), "the set still has it"


def test_the_desk_leaves_it_out(without_french, boss):
    refresh.step(30)
    client = Client()
    client.force_login(boss)
    assert client.get(url("desk")).status_code == 200
    matrix = client.get(url("matrix")).content.decode()
    assert "Harbour" in matrix and '<th scope="col">French' not in matrix
    assert client.get(url("desk"), {"lang": "fr"}).status_code in (302, 403)


def test_readers_are_sent_what_is_live(without_french):
    english = without_french[0]
    members = set_members(english.pk)
    found = versions_of(members[english.pk], members.values())
    assert [one.lang for one in found] == ["de", "fr"], "still live: still linked, after the site's own"


def test_it_can_be_unlinked_and_comes_back_whole(without_french, boss, settings, again):
    english, french, german = without_french
    unlink(french, boss)
    assert set(set_members(english.pk)) == {english.pk, german.pk}
    settings.LANGUAGES = settings.WAGTAIL_CONTENT_LANGUAGES = [*FEWER, ("fr", "French")]
    link(english, again(french), boss)
    assert set(set_members(english.pk)) == {english.pk, french.pk, german.pk}


def test_wagtail_keeps_a_language_that_has_pages(trio):
    with pytest.raises(ProtectedError):
        Locale.objects.get(language_code="fr").delete()


def test_its_pages_deleted_the_others_stay_as_they_are(trio, boss):
    _english, french, german = trio
    french.delete()
    Page.objects.filter(locale__language_code="fr").last().delete()
    Locale.objects.get(language_code="fr").delete()
    refresh.step(30)
    assert not LiveText.objects.filter(page_id=french.pk).exists()
    assert standing(german).state == State.NOT_COMPARED
    confirm(german, boss, standing(german).source.digest)
    assert standing(german).state == State.CURRENT
