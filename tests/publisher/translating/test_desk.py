"""The desk over many articles: what it lists, and that it never asks per row."""

import csv
import io
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from host.models import HostPage
from support.factories import make_channel
from support.once import once
from wagtail.models import Page

from newswire.cms.models import Author
from newswire.cms.pages.models import ArticlePage, ArticlePageAuthor, NewsIndexPage
from newswire.publisher.models import (
    Channel,
    Comparison,
    Counter,
    LanguageSet,
    LiveText,
    MachineMade,
    OutsideVersion,
    Publication,
)
from newswire.publisher.reconcile import baseline
from newswire.publisher.translating import desk, refresh
from newswire.publisher.translating.admin import desk as views
from newswire.publisher.translating.begin import begin
from newswire.publisher.translating.counts import counts
from newswire.publisher.translating.desk import Cell
from newswire.publisher.translating.filters import Filters, keys_of, sources
from newswire.publisher.translating.link import link
from newswire.publisher.translating.machine.marks import confirm as read_by_a_person
from newswire.publisher.translating.machine.marks import mark
from newswire.publisher.translating.staleness import confirm, standing

STATES = ("current", "stale", "linked", "draft", "outside", "missing")
DESK, MATRIX = "newswire_languages:desk", "newswire_languages:matrix"


@pytest.fixture
def french(home_in):
    return home_in("fr").locale


@pytest.fixture
def client_of():
    def login(user):
        client = Client()
        client.force_login(user)
        return client

    return login


def listed(locale, *states, **filters):
    refresh.step(30)
    rows = desk.to_do(locale, Filters(**filters), states or [Cell.MISSING, Cell.STALE])
    return [Page.objects.get(pk=row.page_id).title for row in rows]


@pytest.fixture
def newsroom(published, home_in, boss, again):
    """One article in each state, oldest first."""
    once("desk", lambda: _make_newsroom(published, home_in("fr").locale, boss, again))
    return {
        page.title: page for page in HostPage.objects.filter(title__in=STATES, locale__language_code="en")
    }


def _make_newsroom(published, french, boss, again):
    made = {name: published(name, "en") for name in STATES}
    for name in ("current", "stale", "linked"):
        version = published(f"fr {name}", "fr")
        link(made[name], version, boss)
        if name != "linked":
            version = again(version)
            confirm(version, boss, standing(version).source.digest)
    page = again(made["stale"])
    page.intro = "Changed"
    page.save_revision().publish()
    begin(made["draft"], french, boss)
    of = LanguageSet.objects.create(key=made["outside"].translation_key)
    OutsideVersion.objects.create(set=of, lang="fr", url="https://autre.example/")


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


@pytest.fixture
def machine_made(newsroom, french):
    """Three of the versions: live, live and out of date, a draft."""
    names = ("current", "stale", "draft")
    made = {
        name: Page.objects.get(translation_key=newsroom[name].translation_key, locale=french)
        for name in names
    }
    for version in made.values():
        mark(version.pk, "Service")
    return made


def test_what_a_machine_made_is_marked_beside_its_state(machine_made, boss, client_of):
    refresh.step(30)
    rows = {row.source.title: row for row in desk.articles(list(sources(Filters())))}
    marked = {title: row.cells["fr"] for title, row in rows.items() if "fr" in row.machine_made}
    assert marked == {"current": Cell.LIVE, "stale": Cell.STALE, "draft": Cell.DRAFT}
    assert counts()["fr"][Cell.MACHINE] == 3
    assert counts(list(keys_of(sources(Filters(query="draft")))))["fr"][Cell.MACHINE] == 1
    client = client_of(boss)
    assert client.get(reverse(MATRIX)).content.decode().count("Machine-made") == 3 + 1  # and their number
    answer = client.get(reverse("newswire_languages:matrix_csv"))
    table = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert ["stale", "en", "Source", "Out of date, Machine-made"] in [row[:4] for row in table]


def test_what_a_machine_made_is_listed_until_somebody_has_read_it(machine_made, french, boss, client_of):
    assert set(listed(french, Cell.MACHINE)) == {"current", "stale", "draft"}
    shown = client_of(boss).get(reverse(DESK), {"lang": "fr", "state": "machine"}).content.decode()
    for version in machine_made.values():
        assert reverse("newswire_languages:machine_confirmed", args=[version.pk]) in shown
    read_by_a_person(machine_made["current"], boss)
    assert set(listed(french, Cell.MACHINE)) == {"stale", "draft"}
    assert set(listed(french)) == {"missing", "stale"}, "as it was"


def test_counts_are_of_what_readers_find(newsroom, boss, client_of, french):
    refresh.step(30)
    found = counts()["fr"]
    home = 1
    assert found == {Cell.LIVE: 3 + home, Cell.DRAFT: 1, Cell.OUTSIDE: 1, Cell.MISSING: 1}
    shown = " ".join(client_of(boss).get(reverse(MATRIX)).content.decode().split())
    assert '<th scope="row">Live</th>' in shown and '<th scope="row">Up to date</th>' not in shown


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
    monkeypatch.setattr(views, "COUNTED_AT_MOST", 3)
    monkeypatch.setattr(views, "A_PAGE", 2)
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


def test_filters(newsroom, french, boss, published, tree):
    section = published("Section", "en")
    tree.published("Below", section)
    assert listed(french, query="miss") == ["missing"]
    assert set(listed(french, section=Page.objects.get(pk=section.pk).path)) == {"Below", "Section"}
    assert listed(french, days=1)[0] == "Below"
    assert listed(french, author="boss") == []
    Publication.objects.filter(page_id=newsroom["missing"].pk).update(topics=["space", "ships"])
    assert listed(french, topic="ships") == ["missing"]
    assert listed(french, topic="ship") == []
    assert listed(french, Cell.DRAFT, translator=boss.pk) == ["draft"]


def test_an_author_is_found_by_the_byline_or_by_who_began_the_page(tree, home_in, french, boss, published):
    index = home_in("en").add_child(instance=NewsIndexPage(title="News", slug="all", locale=tree.english))
    ana = Author.objects.create(name="Ana Lima", slug="ana", locale=tree.english)
    article = ArticlePage(title="Rover", locale=tree.english, body=[("paragraph", "<p>Text</p>")])
    article.article_authors = [ArticlePageAuthor(author=ana)]
    index.add_child(instance=article).save_revision().publish()
    published("Harbour", "en", owner=boss)
    assert listed(french, author="lima") == ["Rover"]
    assert listed(french, author="BOSS") == ["Harbour"]
    assert listed(french, author="nobody") == []


def test_what_one_translator_has_to_do(newsroom, french, boss, translator, client_of, again):
    anna = translator("fr", name="anna")
    version = Page.objects.get(translation_key=newsroom["stale"].translation_key, locale=french)
    Page.objects.filter(pk=version.pk).update(owner=anna)
    refresh.step(30)
    client = client_of(boss)
    theirs = client.get(reverse(DESK), {"lang": "fr", "translator": anna.pk}).content.decode()
    assert "French: what anna has to do, newest first" in theirs
    assert ">stale<" in theirs and ">missing<" not in theirs and ">draft<" not in theirs
    mine = client.get(reverse(DESK), {"lang": "fr", "translator": "me"}).content.decode()
    assert "French: what you have to do, newest first" in mine and ">draft<" in mine and ">stale<" not in mine
    assert client.get(reverse(DESK), {"section": "999999"}).status_code == 200
    nonsense = {"translator": "99999", "days": "-1", "section": "x", "topic": "\x00", "author": "\x00"}
    assert client.get(reverse(DESK), nonsense).status_code == 200


def test_a_section_is_chosen_with_wagtails_own_chooser(newsroom, tree, boss, client_of):
    section = tree.published("Section", newsroom["missing"])
    tree.published("Below", section)
    refresh.step(30)
    shown = client_of(boss).get(reverse(DESK), {"lang": "fr", "section": section.pk}).content.decode()
    assert ">Below<" in shown and ">missing<" not in shown
    assert 'id="newswire-section"' in shown and "page-chooser" in shown


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


def many(count, tree, french, first=0):
    """Rows as publishing leaves them, without publishing each."""
    began = datetime(2020, 1, 1, tzinfo=UTC)
    home = Page.objects.get(pk=tree.home.pk)
    home_path = Page.objects.get(translation_key=home.translation_key, locale=french).path
    template = HostPage.objects.get(pk=home.pk)
    pages, texts = [], []
    for number in range(first, first + count):
        key = uuid.uuid4()
        at = began + timedelta(hours=number)
        pages.append(
            Page(
                path=f"{home.path}{number + 5000:04X}",
                depth=home.depth + 1,
                title=f"Article {number}",
                draft_title=f"Article {number}",
                slug=f"a{number}",
                url_path=f"{home.url_path}a{number}/",
                live=True,
                locale=home.locale,
                translation_key=key,
                first_published_at=at,
                content_type=template.content_type,
            )
        )
    made = Page.objects.bulk_create(pages)
    for page in made:
        texts.append(
            LiveText(
                page_id=page.pk,
                set_key=page.translation_key,
                locale_id=page.locale_id,
                digest="a" * 64,
                head_digest="a" * 64,
                first_published_at=page.first_published_at,
                is_source=True,
            )
        )
    LiveText.objects.bulk_create(texts)
    Publication.objects.bulk_create(
        Publication(page_id=page.pk, generation=1, settled=1, compared=1, state=Publication.State.LIVE)
        for page in made
    )
    versions = Page.objects.bulk_create(
        Page(
            path=f"{home_path}{place:04X}",
            depth=home.depth + 1,
            title=f"fr {page.title}",
            draft_title="x",
            slug=page.slug,
            url_path=f"/fr/{page.slug}/",
            live=True,
            locale=french,
            translation_key=page.translation_key,
            content_type=template.content_type,
        )
        for place, page in enumerate(made[: count // 2], first + 5000)
    )
    Comparison.objects.bulk_create(
        Comparison(
            page_id=version.pk,
            locale_id=french.pk,
            source_id=page.pk,
            digest=("a" if place % 2 else "b") * 64,
            head_digest="a" * 64,
            how="confirmed",
        )
        for place, (version, page) in enumerate(zip(versions, made, strict=False))
    )
    MachineMade.objects.bulk_create(MachineMade(page_id=page.pk, service="Service") for page in versions[::3])
    # Level with the publications, so that opening the desk has nothing to compare.
    LiveText.objects.bulk_create(
        LiveText(
            page_id=version.pk, set_key=version.translation_key, locale_id=french.pk,
            digest="c" * 64, head_digest="c" * 64, first_published_at=began,
        )
        for version in versions
    )  # fmt: skip
    Publication.objects.bulk_create(
        Publication(page_id=page.pk, generation=1, settled=1, compared=1, state=Publication.State.LIVE)
        for page in versions
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


LARGE = ("livetext", "comparison", "wagtailcore_page", "publication")


def _reads_whole(line):
    """As PostgreSQL says it, or SQLite."""
    return "Seq Scan" in line or ("SCAN" in line and "USING" not in line)


@pytest.mark.parametrize("view", [DESK, MATRIX])
def test_as_many_queries_for_thousands_as_for_a_few(view, tree, french, boss, client_of):
    client, address = client_of(boss), reverse(view)
    counted = []
    refresh.step(30)
    for count, first in ((60, 0), (3000, 60)):
        many(count, tree, french, first)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address, {"lang": "fr"} if view == DESK else {})
        assert answer.status_code == 200
        counted.append(len(queries))
        spent = sum(float(query["time"]) for query in queries.captured_queries)
    assert counted[0] == counted[1], counted
    print(f"{view}: {counted[1]} queries, {spent:.3f} s of them with 3000 articles")
    assert spent < 1


@pytest.mark.parametrize(
    ("states", "index"),
    # Those of machines are few: the database may begin with them.
    [([Cell.MISSING, Cell.STALE], "newswire_livetext_listed"), ([Cell.MACHINE], "newswire_livetext_")],
)
def test_the_to_do_list_goes_by_indexes(states, index, tree, french):
    many(3000, tree, french)
    plan = keys_of(desk.to_do(french, Filters(), states))[:51].explain()
    print(plan)
    assert index in plan
    read_whole = [line for line in plan.splitlines() if _reads_whole(line)]
    assert not [line for line in read_whole if any(table in line for table in LARGE)], plan


def test_each_sees_their_own_languages(newsroom, translator, client_of):
    client = client_of(translator("fr"))
    refresh.step(30)
    shown = client.get(reverse(DESK)).content.decode()
    assert "French: missing or out of date, newest first" in shown
    assert shown.index(">missing<") < shown.index(">stale<")
    assert client.get(reverse(DESK), {"lang": "en"}).status_code == 302, "not theirs"
    assert "Translations" in client.get(reverse("wagtailadmin_home")).content.decode()


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
