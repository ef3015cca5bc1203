"""What is said of a version, and what clears it."""

import pytest
from host.models import HostPage
from wagtail.models import Locale, PageLogEntry

from newswire.publisher.models import LanguageSet, LiveText
from newswire.publisher.translating import refresh, source
from newswire.publisher.translating.link import link
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.staleness import State, confirm, minor_change, standing
from newswire.publisher.translating.units import digest, units
from newswire.publisher.translating.unlink import unlink


@pytest.fixture
def pair(published, boss):
    english, french = published("Harbour", "en", intro="Ferries"), published("Port", "fr")
    link(english, french, boss)
    return HostPage.objects.get(pk=english.pk), HostPage.objects.get(pk=french.pk)


def change(page, **fields):
    page = HostPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def state(page):
    return standing(HostPage.objects.get(pk=page.pk)).state


def seen(page):
    return standing(HostPage.objects.get(pk=page.pk)).source.digest


def test_just_linked_is_not_compared_yet_until_somebody_says_so(pair, boss):
    english, french = pair
    assert (state(english), state(french)) == (State.SOURCE, State.NOT_COMPARED)
    change(english, intro="Ships")
    assert state(french) == State.NOT_COMPARED, "nobody has compared: neither stale nor up to date"
    confirm(french, boss, seen(french))
    assert state(french) == State.CURRENT
    change(english, intro="Boats")
    assert state(french) == State.STALE
    assert PageLogEntry.objects.filter(page=french.pk, action="newswire.matches", user=boss).count() == 1


def test_a_draft_of_the_source_makes_nothing_stale(pair, boss):
    english, french = pair
    confirm(french, boss, seen(french))
    english.intro = "A draft"
    english.save_revision()
    assert state(french) == State.CURRENT
    english.get_latest_revision().publish()
    assert state(french) == State.STALE


def test_going_back_to_the_text_as_translated_is_up_to_date_again(pair, boss):
    english, french = pair
    confirm(french, boss, seen(french))
    change(english, intro="Ships")
    change(english, intro="Ferries")
    assert state(french) == State.CURRENT


def test_who_confirms_says_what_they_saw(pair, boss):
    english, french = pair
    before = seen(french)
    change(english, intro="Ships")
    with pytest.raises(Refused, match="has changed since"):
        confirm(french, boss, before)
    assert state(french) == State.NOT_COMPARED


def test_a_change_that_no_signal_told_is_not_confirmed_unseen(pair, boss):
    english, french = pair
    before = seen(french)
    HostPage.objects.filter(pk=english.pk).update(intro="By SQL")
    with pytest.raises(Refused, match="has changed since"):
        confirm(french, boss, before)


def test_linked_again_it_is_compared_again(pair, boss):
    english, french = pair
    confirm(french, boss, seen(french))
    unlink(HostPage.objects.get(pk=french.pk), boss)
    link(english, HostPage.objects.get(pk=french.pk), boss)
    assert state(french) == State.NOT_COMPARED


def test_a_minor_change_keeps_who_was_up_to_date_and_forgives_nothing_older(pair, published, boss):
    english, french = pair
    german = published("Hafen", "de")
    link(english, german, boss)
    for version in (french, german):
        confirm(HostPage.objects.get(pk=version.pk), boss, seen(version))
    change(english, intro="Ships")
    confirm(HostPage.objects.get(pk=french.pk), boss, seen(french))
    change(english, intro="Ships!")
    row = source.fresh_source(english.translation_key)
    assert minor_change(english, boss, (row.previous_digest, row.digest)) == [french.pk]
    assert (state(french), state(german)) == (State.CURRENT, State.STALE)
    with pytest.raises(Refused, match="since"):
        change(english, intro="Another text")
        minor_change(english, boss, (row.previous_digest, row.digest))


@pytest.mark.parametrize("full", ["fr", "en"])
def test_a_minor_change_keeps_a_full_version_whose_headline_was_up_to_date(pair, published, boss, full):
    english, french = pair
    confirm(french, boss, seen(french))
    LanguageSet.objects.create(key=english.translation_key, full_lang=full)
    german = published("Hafen", "de")
    link(english, german, boss)
    change(english, intro="Much more", body="<p>Ten more paragraphs.</p>")
    confirm(HostPage.objects.get(pk=german.pk), boss, seen(german))
    change(english, title="Harbor")
    assert (state(french), state(german)) == (State.STALE, State.STALE)
    row = source.fresh_source(english.translation_key)
    assert minor_change(english, boss, (row.previous_digest, row.digest)) == [french.pk, german.pk]
    assert (state(french), state(german)) == (State.CURRENT, State.CURRENT)
    LanguageSet.objects.update(full_lang="")
    assert (state(french), state(german)) == (State.STALE, State.CURRENT), "nobody has compared its text"


def test_a_minor_change_forgives_a_full_version_no_older_headline(pair, boss):
    english, french = pair
    confirm(french, boss, seen(french))
    LanguageSet.objects.create(key=english.translation_key, full_lang="fr")
    change(english, title="Another headline")
    assert state(french) == State.STALE
    change(english, title="Another headline!")
    row = source.fresh_source(english.translation_key)
    assert minor_change(english, boss, (row.previous_digest, row.digest)) == []
    assert state(french) == State.STALE


def test_the_source_is_what_was_published_first_and_can_be_chosen(published, boss, again):
    french = published("Port", "fr")
    english = published("Harbour", "en")
    link(english, french, boss)
    assert state(french) == State.SOURCE, "first published, whatever the default language"
    confirm(again(english), boss, seen(english))
    source.choose(again(english))
    assert (state(english), state(french)) == (State.SOURCE, State.NOT_COMPARED)
    assert LiveText.objects.filter(is_source=True, set_key=again(english).translation_key).count() == 1


def test_with_a_full_version_headline_and_summary_alone_count(pair, boss):
    english, french = pair
    LanguageSet.objects.create(key=english.translation_key, full_lang="en")
    confirm(french, boss, seen(french))
    change(english, intro="Much more", body="<p>Ten more paragraphs.</p>")
    assert state(french) == State.CURRENT
    change(english, title="Another headline")
    assert state(french) == State.STALE


def test_unpublishing_the_source_hands_over_to_the_next(pair, boss, again):
    english, french = pair
    again(english).unpublish()
    assert state(french) == State.SOURCE


def test_a_step_finds_what_changed_and_then_has_nothing_to_do(pair):
    english = pair[0]
    refresh.step(5)
    before = LiveText.objects.get(page_id=english.pk).digest
    change(english, intro="Ships")
    assert refresh.step(5) >= 1
    assert LiveText.objects.get(page_id=english.pk).digest != before
    assert refresh.step(5) == 0


def test_who_read_the_page_longer_ago_changes_nothing(pair, monkeypatch):
    """Two workers at once: the slower one read the page before it changed, and writes last."""
    english = pair[0]
    refresh.step(30)
    old = refresh._live_page(english.pk)

    def slow(page_id):
        monkeypatch.undo()
        page = type(english).objects.get(pk=page_id)
        page.intro = "Changed meanwhile"
        page.save_revision().publish()
        refresh.refresh(page_id)
        return old

    monkeypatch.setattr(refresh, "_live_page", slow)
    refresh.refresh(english.pk)
    page = type(english).objects.get(pk=english.pk)
    assert LiveText.objects.get(page_id=page.pk).digest == digest(units(page))
    assert not refresh.behind([page.pk])


def test_a_copy_by_any_road_is_compared_from_the_start(published, home_in):
    english = published("Harbour", "en")
    home_in("fr")
    copy = english.copy_for_translation(Locale.objects.get(language_code="fr"))
    assert state(copy) == State.CURRENT
    change(english, intro="Ships")
    assert state(copy) == State.STALE
