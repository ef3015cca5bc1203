"""Suggestions, judged on fifty labelled pairs among pages of the same days."""

from datetime import UTC, datetime, timedelta

import pytest
from host.models import IllustratedPage
from support.once import once
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale, Page

from newswire.publisher.translating.link import link
from newswire.publisher.translating.suggest import similarity, suggest

from .labelled_pairs import PAIRS

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def make(home, title, at, picture=None):
    page = home.add_child(instance=IllustratedPage(title=title, locale=home.locale, lead_picture=picture))
    Page.objects.filter(pk=page.pk).update(first_published_at=at)
    return IllustratedPage.objects.get(pk=page.pk)


@pytest.fixture
def pictures(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    image = get_image_model()
    return lambda name: image.objects.create(title=name, file=get_test_image_file(f"{name}.png"))


@pytest.fixture
def homes(home_in):
    return home_in("en"), home_in("fr")


@pytest.fixture
def labelled(home_in, pictures):
    """Three pairs a day, so that each page has a dozen others near its date."""
    once("labelled", lambda: make_pairs(home_in("en"), home_in("fr"), pictures))
    pages = iter(IllustratedPage.objects.order_by("pk"))
    return [(next(pages), next(pages), shared) for _english, _french, shared in PAIRS]


def make_pairs(english_home, french_home, pictures):
    for number, (english, french, shared) in enumerate(PAIRS):
        at = BEGAN + timedelta(days=number // 3, hours=number % 3)
        picture = pictures(f"p{number}") if "picture" in shared else None
        later = timedelta(days=2) if "week" in shared else timedelta(hours=1 + number % 5)
        make(english_home, english, at, picture)
        make(french_home, french, at + later, picture)


def test_fifty_pairs(labelled, homes, boss):
    assert len(labelled) == 50
    first, among = [], []
    for english, french, _shared in labelled:
        for page, partner, locale in (
            (english, french, homes[1].locale),
            (french, english, homes[0].locale),
        ):
            found = suggest(page, locale, boss)
            assert len(found) <= 5
            assert all(one.reasons for one in found), "each has its reason"
            assert all(one.page.locale_id == locale.pk for one in found)
            first.append(bool(found) and found[0].page.pk == partner.pk)
            among.append(partner.pk in [one.page.pk for one in found])
    print(f"first: {sum(first)} of 100; among five: {sum(among)} of 100")
    assert sum(among) >= 90
    assert sum(first) >= 85


def test_the_reasons_are_those_of_the_pair(labelled, homes, boss):
    page, partner, _shared = labelled[1]
    [best, *_rest] = suggest(page, homes[1].locale, boss)
    assert best.page.pk == partner.pk
    assert {"same date", "same pictures"} <= set(best.reasons)
    best = suggest(labelled[2][0], homes[1].locale, boss)[0]
    assert "similar title" in best.reasons


def test_a_search_finds_by_title_whatever_the_date(labelled, homes, boss):
    found = suggest(labelled[0][0], homes[1].locale, boss, "comète")
    assert [one.page.title for one in found] == ["La comète vue de l'observatoire"]
    assert len(suggest(labelled[0][0], homes[1].locale, boss, "le")) == 5


def test_what_cannot_be_linked_is_not_suggested(homes, boss, translator, pictures):
    english = make(homes[0], "Harbour", BEGAN)
    taken, alias_of = make(homes[1], "Port", BEGAN), make(homes[0], "Port", BEGAN)
    link(make(homes[0], "Other", BEGAN), taken, boss)
    alias_of.copy_for_translation(homes[1].locale, alias=True)
    assert suggest(english, homes[1].locale, boss, "o") == []
    free = make(homes[1], "Le port", BEGAN)
    assert [one.page.pk for one in suggest(english, homes[1].locale, boss, "port")] == [free.pk]
    assert suggest(english, homes[1].locale, translator("en"), "port") == []


def test_arabic_and_chinese_go_by_date_picture_and_numbers(home_in, homes, boss, pictures):
    picture = pictures("same")
    english = make(homes[0], "Harbour 2026 reopens", BEGAN, picture)
    for lang, title in (("ar", "إعادة فتح الميناء 2026"), ("zh-hans", "港口 2026 重新开放")):
        page = make(home_in(lang), title, BEGAN, picture)
        make(home_in(lang), title.replace("2026", "1999"), BEGAN)
        found = suggest(english, Locale.objects.get(language_code=lang), boss)
        assert found[0].page.pk == page.pk
        assert set(found[0].reasons) == {"same date", "same pictures", "similar title"}


def test_a_fixed_number_of_queries(labelled, homes, boss, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        suggest(labelled[10][0], homes[1].locale, boss)


def test_likeness():
    assert similarity("Budget 2026", "Budget 2026") == pytest.approx(1.0)
    assert similarity("Budget 2026", "Budget 1999") < 0.5
    assert similarity("", "x") == similarity("Port", "港口") == 0.0
