"""In which state the desk and the matrix say a language is."""

import time

from django.urls import reverse
from support.factories import make_channel

from newswire.publisher.models import Channel, Counter, LanguageSet, LiveText, Publication
from newswire.publisher.reconcile import baseline
from newswire.publisher.translating import desk, refresh
from newswire.publisher.translating.admin import desk as views
from newswire.publisher.translating.desk import Cell
from newswire.publisher.translating.filters import Filters, sources

from .listing import DESK, MATRIX, listed


def test_it_opens_on_what_is_missing_or_out_of_date_newest_first(newsroom, french):
    assert listed(french) == ["missing", "stale"]
    assert listed(french, Cell.DRAFT) == ["draft"]
    assert listed(french, Cell.NOT_COMPARED) == ["linked"]


def test_pages_that_were_live_before_newswire_are_on_it_where_there_are_languages(
    published, french, settings, boss, client_of, monkeypatch
):
    published("Old news")
    Publication.objects.all().delete()
    LiveText.objects.all().delete()
    Counter.objects.update_or_create(pk=1, defaults={"baseline_after": 0})
    baseline.step(time.monotonic() + 60)
    languages = settings.WAGTAIL_CONTENT_LANGUAGES
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English")]
    assert refresh.step(30) == 0, "nobody translates here"
    settings.WAGTAIL_CONTENT_LANGUAGES = languages
    with monkeypatch.context() as patch:
        patch.setattr(views, "SECONDS", 0)
        for view in (DESK, MATRIX):
            shown = client_of(boss).get(reverse(view)).content.decode()
            assert "3 pages are still to be read" in shown
    assert "Old news" in listed(french)
    assert "still to be read" not in client_of(boss).get(reverse(DESK)).content.decode()
    assert refresh.step(30) == 0
    assert set(Publication.objects.values_list("generation", "settled", "version")) == {(0, 0, 0)}


def test_the_matrix_says_each_state(newsroom, french):
    refresh.step(30)
    rows = desk.articles(list(sources(Filters())))
    assert {row.source.title: row.cells.get("fr", Cell.MISSING) for row in rows if row.source.depth > 2} == {
        "current": Cell.LIVE,
        "stale": Cell.STALE,
        "linked": Cell.NOT_COMPARED,
        "draft": Cell.DRAFT,
        "outside": Cell.OUTSIDE,
        "missing": Cell.MISSING,
    }


def test_a_language_that_a_site_is_sent_another_one_for_says_so(newsroom, french, boss, client_of):
    make_channel("https://a.example/", languages=["fr"], fallback=Channel.Fallback.SEND)
    refresh.step(30)
    cells = {row.source.title: row.cell("fr") for row in desk.articles(list(sources(Filters())))}
    assert (cells["missing"], cells["current"]) == (Cell.FALLBACK, Cell.LIVE)
    client = client_of(boss)
    assert "Missing, another is sent" in client.get(reverse(MATRIX)).content.decode()
    begins = reverse("newswire_languages:begin", args=[newsroom["missing"].pk, "fr"])
    links = reverse("newswire_languages:link", args=[newsroom["missing"].pk, "fr"])
    shown = client.get(reverse(DESK), {"lang": "fr"}).content.decode()
    assert begins in shown and links in shown, "it is still to be translated, or linked from here"


def test_with_the_full_version_only_the_head_counts(newsroom, french):
    of = LanguageSet.objects.create(key=newsroom["stale"].translation_key, full_lang="en")
    assert listed(french, Cell.STALE) == []
    of.full_lang = "fr"
    of.save()
    assert listed(french, Cell.STALE) == []
    of.full_lang = "de"
    of.save()
    assert listed(french, Cell.STALE) == ["stale"]
