"""wagtail-localize's records under a translation key, in a site that has it installed.

Run once more by itself, with `localize.settings`, where the package is there.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from host.models import HostPage
from support.localized import needs_localize, run_with_localize
from wagtail.models import Page

from newswire.publisher.translating.link import link
from newswire.publisher.translating.refusal import Refused
from newswire.publisher.translating.staleness import State, standing
from newswire.publisher.translating.unlink import unlink

HERE = apps.is_installed("wagtail_localize")
with_localize = pytest.mark.skipif(not HERE, reason="run by the first test, with localize.settings")


@pytest.mark.django_db  # its own pytest works on the same database
@pytest.mark.process
@pytest.mark.timeout(900)
@pytest.mark.skipif(HERE, reason="this is the inner run")
@needs_localize
def test_in_a_site_with_localize(tmp_path):
    run_with_localize(Path(__file__), tmp_path)


@pytest.fixture
def localized(published, home_in, boss):
    """An English page that localize has translated to French, as its own views do it."""
    from wagtail_localize.models import Translation, TranslationSource

    home_in("fr")
    page = published("Harbour", "en")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=home_in("fr").locale)
    translation.save_target(user=boss)
    return page, HostPage.objects.get(translation_key=page.translation_key, locale=home_in("fr").locale)


@with_localize
def test_its_drafts_are_compared_from_the_start(localized):
    assert standing(localized[1]).state == State.CURRENT


@with_localize
def test_side_by_side_until_a_person_says_that_it_matches(localized, translator, again):
    """What localize calls up to date when its own copy of the source is older than the live one."""
    from wagtail_localize.models import StringTranslation, Translation, TranslationSource

    english, french = localized
    title = TranslationSource.objects.get().stringsegment_set.get(string__data="Harbour")
    StringTranslation.objects.create(
        translation_of=title.string, context=title.context, locale=french.locale, data="Le port"
    )
    Translation.objects.get().save_target(publish=True)
    client = Client()
    client.force_login(translator("fr"))
    address = reverse("newswire_languages:compare", args=[french.pk])
    assert texts(client, address)["Title"] == ("Harbour", "Harbour", "Le port")

    english = again(english)
    english.title, english.intro = "Harbour reopens", "At noon"
    english.save_revision().publish()
    shown = client.get(address).content.decode()
    assert "The source has changed in 2 places since." in shown
    assert "<ins> reopens</ins>" in shown
    assert texts(client, address)["Title"] == ("Harbour", "Harbour reopens", "Le port")

    # Localize takes the new source over, and writes what has no translation in the source's language.
    TranslationSource.update_or_create_from_instance(again(english))
    Translation.objects.get().save_target(publish=True)
    assert standing(again(french)).state == State.STALE
    assert texts(client, address)["Title"] == ("Harbour", "Harbour reopens", "Harbour reopens")
    client.post(address, {"seen": client.get(address).context["standing"].source.digest})
    assert standing(again(french)).state == State.CURRENT


def texts(client, address):
    """What a translator sees of each part: the source then and now, and the version."""
    lines = client.get(address).context["lines"]
    return {
        one.label: tuple(unit.text if unit else "" for unit in (one.then, one.now, one.mine)) for one in lines
    }


@with_localize
def test_the_key_that_it_works_under_survives(localized, published, boss, again):
    english, _french = localized
    older = published("Hafen", "de")
    Page.objects.filter(pk=older.pk).update(first_published_at="2001-01-01T00:00Z")
    link(again(older), english, boss)
    assert again(older).translation_key == english.translation_key


@with_localize
def test_two_such_sets_are_refused(localized, published, boss, home_in):
    from wagtail_localize.models import TranslationSource

    german = published("Hafen", "de")
    TranslationSource.update_or_create_from_instance(german)
    with pytest.raises(Refused, match="translates from both pages"):
        link(localized[0], german, boss)


@with_localize
def test_a_language_that_it_translates_to_is_refused(published, boss, home_in):
    from wagtail_localize.models import Translation, TranslationSource

    page, german = published("Harbour", "en"), published("Hafen", "de")
    source, _created = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=german.locale)
    with pytest.raises(Refused, match="already translates this page"):
        link(page, german, boss)


@with_localize
def test_unlinking_its_translation_ends_it_and_its_source_is_refused(localized, boss, again):
    from wagtail_localize.models import Translation

    english, french = localized
    with pytest.raises(Refused, match="translates from “Harbour”"):
        unlink(english, boss)
    unlink(french, boss)
    assert not Translation.objects.exists()
    assert again(french).translation_key != english.translation_key
