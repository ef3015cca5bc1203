"""RSS, Atom and JSON Feed of a list, read by feedparser and by JSON Feed's rules."""

import json
from typing import Any

import feedparser
import lxml.html
import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from flask_websub.subscriber import discover
from support import judges
from support.once import once
from wagtail.models import Locale

from newswire.cms.feeds.channel import Channel
from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import NewsIndexPage

pytestmark = pytest.mark.django_db

XML = ("rss", "atom")


@pytest.fixture
def news(write: Any, picture: Any, indexes: Any, settings: Any, tmp_path_factory: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "news"  # files stay, as the rows of `once` do
    once("news", lambda: _make_news(write, picture))
    return indexes["en"]


def _make_news(write: Any, picture: Any) -> None:
    english = Locale.objects.get(language_code="en")
    first = write("Council founded", summary="Two countries agree.", lead_picture=picture())
    first.article_topics.create(topic=Topic.objects.create(name="Space", locale=english))
    first.article_authors.create(author=Author.objects.create(name="Jane Doe", locale=english))
    first.save_revision().publish()
    write("Bridge <b>open</b> & safe\x0b", body=[("paragraph", '<p>See <a href="/x/">it</a>.\x01</p>')])
    write("Un conseil", lang="fr")


def fetch(index: Any, query: str, **headers: str) -> Any:
    answer = Client().get(f"{index.url}?feed={query}", headers=headers)
    assert answer.status_code in (200, 304)
    return answer


def titles(answer: Any) -> list[str]:
    found = feedparser.parse(answer.content).entries or json.loads(answer.content)["items"]
    return [one["title"] for one in found]


@pytest.mark.parametrize("text", ["", "&text=full"])
@pytest.mark.parametrize("kind", XML)
def test_feedparser_has_nothing_to_object(news: Any, kind: str, text: str) -> None:
    answer = fetch(news, kind + text)
    found = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert (found.bozo, found.version) == (False, {"rss": "rss20", "atom": "atom10"}[kind])
    assert [entry.title for entry in found.entries] == ["Bridge <b>open</b> & safe", "Council founded"]
    council = found.entries[1]
    assert council.summary == "Two countries agree."
    assert council.author == "Jane Doe"
    assert [tag.term for tag in council.tags] == ["Space"]
    assert council.link.startswith("http://localhost/en/")
    assert council.enclosures[0].type == "image/jpeg"
    assert bool(council.get("content")) is bool(text)
    assert len({entry.id for entry in found.entries}) == 2


@pytest.mark.parametrize("text", ["", "&text=full"])
def test_json_feed_keeps_its_rules(news: Any, text: str) -> None:
    answer = fetch(news, "json" + text)
    assert answer["Content-Type"] == "application/feed+json"
    found = json.loads(answer.content)
    assert judges.json_feed(found) == []
    assert found["language"] == "en"
    assert [item["title"] for item in found["items"]][1] == "Council founded"
    assert all(("content_html" in item) is bool(text) for item in found["items"])


@pytest.mark.parametrize(
    "words", ["]]>", "</title><script>x", "a\u2028b\ufffe\x85c", "🛰️\U000f0000", "&lt;&amp;lt;"]
)
@pytest.mark.parametrize("kind", [*XML, "json"])
def test_odd_words_leave_it_well_formed(write: Any, indexes: Any, kind: str, words: str) -> None:
    english = Locale.objects.get(language_code="en")
    page = write(f"Odd {words}", summary=words, body=[("quote", {"text": words, "name": words})])
    page.article_topics.create(topic=Topic.objects.create(name=words, slug="odd", locale=english))
    page.article_authors.create(author=Author.objects.create(name=words, locale=english))
    page.save_revision().publish()
    answer = fetch(indexes["en"], f"{kind}&text=full")
    if kind == "json":
        assert judges.json_feed(json.loads(answer.content)) == []
    else:
        assert not feedparser.parse(
            answer.content, response_headers={"content-type": answer["Content-Type"]}
        ).bozo
    assert titles(answer)[0].startswith("Odd")


@pytest.mark.parametrize("kind", XML)
def test_readers_show_a_summary_as_it_was_typed(write: Any, indexes: Any, kind: str) -> None:
    """They take it for HTML: what looks like a tag was not shown at all."""
    words = "Why <main> matters, 3 < 5 & what &amp; is"
    write("Tags", summary=words)
    (entry,) = feedparser.parse(fetch(indexes["en"], kind).content).entries
    assert lxml.html.fromstring(entry.summary).text_content() == words


def test_full_text_has_absolute_addresses(news: Any) -> None:
    bridge = json.loads(fetch(news, "json&text=full").content)["items"][0]["content_html"]
    assert 'href="http://localhost/x/"' in bridge
    assert 'src="/' not in bridge
    assert "srcset" not in bridge


@pytest.mark.parametrize("kind", [*XML, "json"])
def test_each_language_and_each_topic_has_its_own(news: Any, indexes: Any, kind: str) -> None:
    french = fetch(indexes["fr"], kind).content.decode()
    assert "Un conseil" in french
    assert "Council" not in french
    topic = fetch(news, f"{kind}&topic=space").content.decode()
    assert "Council founded" in topic
    assert "Bridge" not in topic


@pytest.mark.parametrize("kind", [*XML, "json"])
def test_topics_and_authors_are_in_the_language_of_the_feed(
    news: Any, indexes: Any, write: Any, kind: str
) -> None:
    """A version that was begun as a copy has those of its source; its page shows them in its own language."""
    french = Locale.objects.get(language_code="fr")
    space, jane = Topic.objects.get(name="Space"), Author.objects.get(name="Jane Doe")
    for chosen, name in ((space, "Espace"), (jane, "Jeanne Doe")):
        version = chosen.copy_for_translation(french)
        version.name = name
        version.save()
    page = write("Un autre conseil", lang="fr")
    page.article_topics.create(topic=space)
    page.article_authors.create(author=jane)
    page.save_revision().publish()
    shown = fetch(indexes["fr"], kind).content.decode()
    assert "Espace" in shown and "Jeanne Doe" in shown
    assert "Space" not in shown and "Jane Doe" not in shown


@pytest.mark.parametrize("text", ["", "&text=full"])
@pytest.mark.parametrize("kind", [*XML, "json"])
def test_a_section_has_its_own(news: Any, write: Any, kind: str, text: str) -> None:
    section = news.add_child(instance=NewsIndexPage(title="Culture", slug="culture", locale=news.locale))
    write("An opera", under=section, body=[("paragraph", "<p>It was loud.</p>")])
    assert titles(fetch(section, kind + text)) == ["An opera"]
    assert titles(fetch(news, kind + text)) == ["An opera", "Bridge <b>open</b> & safe", "Council founded"]


@pytest.mark.parametrize("kind", [*XML, "json"])
def test_who_has_it_gets_304_until_it_changes(news: Any, write: Any, kind: str) -> None:
    first = fetch(news, kind)
    again = fetch(news, kind, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    write("Something new")
    assert fetch(news, kind, **{"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("kind", [*XML, "json"])
def test_an_empty_feed_is_valid_and_stays_the_same(indexes: Any, kind: str) -> None:
    first, second = fetch(indexes["de"], kind), fetch(indexes["de"], kind)
    assert first["ETag"] == second["ETag"]
    assert kind == "json" or not feedparser.parse(first.content).bozo
    indexes["de"].latest_revision_created_at = indexes["de"].last_published_at = None
    assert Channel.of(indexes["de"], RequestFactory().get("/")).since.year == 1970


@pytest.mark.parametrize("kind", [*XML, "json"])
def test_a_websub_client_finds_hub_and_topic(news: Any, settings: Any, live_server: Any, kind: str) -> None:
    settings.NEWSWIRE_HUBS = ("https://hub.example/",)
    feed = f"{live_server.url}{news.url}?feed={kind}&text=full"
    assert discover(feed, timeout=30) == {"hub_url": "https://hub.example/", "topic_url": feed}


def test_hubs_are_named(news: Any, settings: Any) -> None:
    settings.NEWSWIRE_HUBS = ("https://hub.example/",)
    for kind in XML:
        links = feedparser.parse(fetch(news, kind).content).feed.links
        assert [link.href for link in links if link.rel == "hub"] == ["https://hub.example/"]
    assert json.loads(fetch(news, "json").content)["hubs"] == [
        {"type": "WebSub", "url": "https://hub.example/"}
    ]


@pytest.mark.parametrize("text", ["", "&text=full"])
@pytest.mark.parametrize("kind", [*XML, "json"])
def test_queries_do_not_grow_with_the_archive(news: Any, write: Any, kind: str, text: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            fetch(news, kind + text)
        return len(captured)

    queries()  # fills Wagtail's caches
    before = queries()
    for number in range(5):
        write(f"More {number}", summary="Short.")
    assert queries() == before


def test_a_feed_of_summaries_looks_up_nothing_that_only_bodies_show(
    news: Any, write: Any, picture: Any
) -> None:
    write("Illustrated", summary="Short.", lead_picture=picture("a.jpg", (60, 40)))
    assert b"a.width-" in fetch(news, "rss").content
    with CaptureQueriesContext(connection) as captured:
        fetch(news, "rss")
    assert not [one["sql"] for one in captured if "wagtailembeds_embed" in one["sql"]]


def test_an_unknown_kind_is_the_page(news: Any) -> None:
    assert fetch(news, "podcast")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("odd", ["topic=a%00b", "author=%00", "topic=%ff", "year=%00"])
def test_an_odd_filter_is_no_error(news: Any, odd: str) -> None:
    assert fetch(news, f"rss&{odd}").status_code == 200
