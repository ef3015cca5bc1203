"""What the matrix counts: articles that readers find, and of very many the newest."""

from django.urls import reverse
from wagtail.models import Locale

from newswire.cms.pages.models import NewsIndexPage
from newswire.publisher.translating import refresh
from newswire.publisher.translating.admin import matrix
from newswire.publisher.translating.counts import counts
from newswire.publisher.translating.desk import Cell
from newswire.publisher.translating.filters import Filters, keys_of, sources
from newswire.publisher.translating.machine.marks import mark
from newswire.publisher.translating.staleness import standing

from .listing import MATRIX, listed


def test_counts_are_of_what_readers_find(newsroom, boss, client_of, french):
    refresh.step(30)
    found = counts()["fr"]
    home = 1
    assert found == {Cell.LIVE: 3 + home, Cell.DRAFT: 1, Cell.OUTSIDE: 1, Cell.MISSING: 1}
    shown = " ".join(client_of(boss).get(reverse(MATRIX)).content.decode().split())
    assert '<th scope="row">Live</th>' in shown and '<th scope="row">Up to date</th>' not in shown


def test_a_language_that_has_nothing_yet_misses_them_all(newsroom, boss, client_of):
    Locale.objects.create(language_code="lb")
    refresh.step(30)
    english = counts()["en"][Cell.LIVE]
    assert counts()["lb"] == {Cell.MISSING: english}
    assert counts(list(keys_of(sources(Filters(query="draft")))))["lb"] == {Cell.MISSING: 1}


def test_a_page_that_only_lists_others_is_no_article(newsroom, french, home_in, tree, boss, client_of):
    refresh.step(30)
    before = counts()
    index = home_in("en").add_child(instance=NewsIndexPage(title="All news", slug="all", locale=tree.english))
    index.save_revision().publish()
    twin = index.copy_for_translation(french)
    mark(twin.pk, "Service")
    assert "All news" not in listed(french)
    assert counts() == before
    client = client_of(boss)
    assert ">All news<" not in client.get(reverse(MATRIX)).content.decode()
    csv = b"".join(client.get(reverse("newswire_languages:matrix_csv")).streaming_content)
    assert b"All news" not in csv and b"stale" in csv
    twin.save_revision().publish()
    refresh.step(30)
    assert counts() == before
    assert standing(twin).source.page_id == index.pk, "it is compared all the same"


def test_of_very_many_that_match_the_newest_are_counted(
    newsroom, published, boss, client_of, french, monkeypatch
):
    monkeypatch.setattr(matrix, "COUNTED_AT_MOST", 3)
    monkeypatch.setattr(matrix.MatrixView, "per_page", 2)
    refresh.step(30)
    client, note = client_of(boss), "More than 3 articles match. The last rows count the newest 3 of them."

    def shown(**asked):
        return " ".join(client.get(reverse(MATRIX), asked).content.decode().split())

    first, last = shown(days=1), shown(days=1, p=3)
    assert note in first and '<th scope="row">Missing</th><td>0</td><td>1</td>' in first
    assert ">missing<" in first and ">outside<" in first and ">draft<" not in first
    assert ">linked<" in shown(days=1, p=2) and ">stale<" in last and ">current<" in last
    assert (
        note not in shown() and note not in shown(q="stale") and "No article matches." in shown(q="nowhere")
    )
