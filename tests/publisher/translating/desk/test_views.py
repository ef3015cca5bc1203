"""The desk's pages for who works at it, and the matrix as a table."""

import csv
import io

from django.urls import reverse
from wagtail.models import Page

from newswire.publisher.translating import refresh
from newswire.publisher.translating.link import link
from newswire.publisher.translating.staleness import confirm, standing

from .listing import DESK


def test_each_sees_their_own_languages(newsroom, translator, client_of):
    client = client_of(translator("fr"))
    refresh.step(30)
    shown = client.get(reverse(DESK)).content.decode()
    assert "French: missing or out of date, newest first" in shown
    assert shown.index(">missing<") < shown.index(">stale<")
    assert client.get(reverse(DESK), {"lang": "en"}).status_code == 302, "not theirs"
    assert "Translations" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_linking_is_offered_to_who_may_edit_both_pages(newsroom, french, translator, client_of):
    refresh.step(30)
    offered = {"begin": True, "link": False}  # who writes French alone may begin, and link nothing to English
    for langs in (["fr"], ["fr", "en"]):
        client = client_of(translator(*langs, name="-".join(langs)))
        shown = client.get(reverse(DESK), {"lang": "fr"}).content.decode()
        for act, is_offered in offered.items():
            address = reverse(f"newswire_languages:{act}", args=[newsroom["missing"].pk, "fr"])
            assert (address in shown) is is_offered, act
            assert (client.get(address).status_code == 200) is is_offered, act
        offered = dict.fromkeys(offered, True)


def test_nothing_to_do_shows_what_was_done_last(published, french, boss, client_of, again):
    for number in range(6):
        page, version = published(f"en {number}", "en"), published(f"fr {number}", "fr")
        link(page, version, boss)
        confirm(again(version), boss, standing(again(version)).source.digest)
    shown = client_of(boss).get(reverse(DESK), {"lang": "fr"}).content.decode()
    assert "Nothing to do here." in shown
    assert [number for number in range(6) if f"fr {number}" in shown] == [1, 2, 3, 4, 5]


def test_drafts_are_started_in_bulk_and_refusals_named(
    newsroom, published, french, translator, client_of, tree
):
    below = tree.published("Below", newsroom["missing"])
    client = client_of(translator("fr"))
    ids = [below.pk, newsroom["missing"].pk]
    shown = client.post(reverse(DESK), {"start": ids}, follow=True).content.decode()
    assert "1 draft was started." in shown
    french_page = Page.objects.get(title="missing", locale=french)
    french_page.delete()
    gone = {"start": [french_page.pk, "none", newsroom["missing"].pk]}
    shown_then = client.post(reverse(DESK), gone, follow=True).content.decode()
    assert "One of these pages has been deleted." in shown_then and "1 draft was started." in shown_then
    nothing = client.post(reverse(DESK), {"page": ids}, follow=True).content.decode()
    assert "Tick the articles that have no version in this language yet." in nothing
    assert "Below: “missing”, the page above, has no version in French yet." in shown


def test_csv_is_whole_and_no_formula(newsroom, published, boss, client_of):
    published("=HYPERLINK(1)", "en")
    refresh.step(30)
    answer = client_of(boss).get(reverse("newswire_languages:matrix_csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][2:4] == ["en", "fr"]
    assert ["stale", "en", "Source", "Out of date"] in [row[:4] for row in rows]
    assert "'=HYPERLINK(1)" in [row[0] for row in rows]
