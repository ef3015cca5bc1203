"""Feeds of a static site, of summaries and of whole articles, read by feedparser and by JSON Feed's rules."""

import json
from collections.abc import Callable
from typing import Any

import feedparser
import lxml.html
import pytest
from support import judges
from support.recording_storage import RecordingStorage
from support.static_news import NEWSROOM, article, gone, link, picture
from support.static_reader import BASE

Send = Callable[..., None]
FULL = ("rss-full.xml", "atom-full.xml", "feed-full.json")
LISTS = ("en", "en/section/culture", "en/topic/space")
SPACE = {"slug": "space", "name": "Space"}


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_feeds_are_well_formed(send: Send, site: RecordingStorage, file: str) -> None:
    send(article("empty", lang="fr"))
    send(gone("empty", 2, lang="fr"))
    assert feedparser.parse(site.files[f"fr/{file}"]).bozo == 0
    times = [f"2026-03-{day:02}T10:00:00+01:00" for day in range(1, 26)]
    send(*(article(f"n{day}", publishedAt=at, title="A & <b>\x01") for day, at in enumerate(times)))
    feed = feedparser.parse(site.files[f"en/{file}"])
    assert feed.bozo == 0
    assert [entry.link for entry in feed.entries] == [f"{BASE}en/n{day}/" for day in range(24, 4, -1)]
    assert feed.feed.title == "All news · The Daily"
    assert feed.entries[0].title == "A & <b>"


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_readers_show_a_summary_as_it_was_typed(send: Send, site: RecordingStorage, file: str) -> None:
    """They take it for HTML: what looks like a tag was not shown at all."""
    words = "Why <main> matters, 3 < 5 & what &amp; is"
    send(article("bridge", summary=words))
    (entry,) = feedparser.parse(site.files[f"en/{file}"]).entries
    assert lxml.html.fromstring(entry.summary).text_content() == words


def test_the_json_feed_is_one(send: Send, site: RecordingStorage) -> None:
    send(article("bridge", images=[picture("bridge")], topics=[{"slug": "space", "name": "Space"}]))
    for path in ("en/feed.json", "en/topic/space/feed.json"):
        feed = json.loads(site.files[path])
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        (item,) = feed["items"]
        assert (item["url"], item["tags"]) == (f"{BASE}en/bridge/", ["Space"])
        assert item["image"].removeprefix(BASE) in site.files


def texts(site: RecordingStorage, folder: str) -> list[list[str]]:
    """What each kind of feed of whole articles has of each."""
    rss, atom = (feedparser.parse(site.files[f"{folder}/{name}"]) for name in FULL[:2])
    assert (rss.bozo, rss.version, atom.bozo, atom.version) == (False, "rss20", False, "atom10")
    feed = json.loads(site.files[f"{folder}/{FULL[2]}"])
    assert judges.json_feed(feed) == []
    assert [one.summary for one in rss.entries] == [one["summary"] for one in feed["items"]]
    xml = [[one.content[-1].value for one in found.entries] for found in (rss, atom)]
    return [*xml, [one["content_html"] for one in feed["items"]]]


@pytest.mark.parametrize("folder", LISTS)
def test_language_section_and_topic_have_feeds_of_both_kinds(
    send: Send, site: RecordingStorage, folder: str
) -> None:
    send(
        article("bridge", section="Culture", topics=[SPACE], images=[picture("bridge")]),
        article("other", publishedAt="2020-03-01T10:00:00+01:00"),
    )
    for name in ("rss.xml", "atom.xml"):
        found = feedparser.parse(site.files[f"{folder}/{name}"])
        assert not found.bozo and found.entries[0].link == f"{BASE}en/bridge/"
        assert "content" not in found.entries[0] or "Text of bridge" not in str(found.entries[0].content)
    assert judges.json_feed(json.loads(site.files[f"{folder}/feed.json"])) == []
    for found in texts(site, folder):
        assert "<p>Text of bridge.</p>" in found[0]
        assert len(found) == (2 if folder == "en" else 1)
    feed: dict[str, Any] = json.loads(site.files[f"{folder}/feed-full.json"])
    assert feed["feed_url"] == f"{BASE}{folder}/feed-full.json"


def test_a_whole_article_leads_where_its_page_does(send: Send, site: RecordingStorage) -> None:
    target = link("tunnel")
    html = '<p><a href="{url}" data-publication="{id}">Tunnel</a></p>'.format(**target)
    send(article("bridge", html=html, images=[picture("bridge")]))
    for (found,) in texts(site, "en"):
        assert f'href="{target["url"]}"' in found and f'src="{BASE}pictures/' in found
    old = {"publishedAt": "2020-03-01T10:00:00+01:00"}
    send(article("tunnel", **old))
    for found in texts(site, "en"):
        assert f'href="{BASE}en/tunnel/"' in found[0]
    send(article("tunnel", 2, url=f"{NEWSROOM}/en/news/tube/", **old))
    for found in texts(site, "en"):
        assert f'href="{BASE}en/tube/"' in found[0]
    send(gone("tunnel", 3))
    for (found,) in texts(site, "en"):
        assert f'href="{target["url"]}"' in found


def test_what_is_the_same_is_not_written(send: Send, site: RecordingStorage) -> None:
    send(article("bridge"), article("tunnel", lang="fr"))
    site.writes.clear()
    send(article("bridge", 2, html="<p>Another text.</p>"))
    assert not [path for path in site.writes if path.startswith("fr/")]
    assert {f"en/{name}" for name in FULL} <= set(site.writes)


def test_an_article_that_cannot_be_rendered_has_its_summary(
    send: Send, site: RecordingStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newswire.publisher.static_site import whole

    known = whole.text

    def text(site: Any, page: Any, links: Any) -> str:
        if page.teaser["title"] == "bad":
            raise RuntimeError
        return known(site, page, links)

    monkeypatch.setattr(whole, "text", text)
    send(article("good"), article("bad", title="bad", publishedAt="2020-03-01T10:00:00+01:00"))
    feed = json.loads(site.files["en/feed-full.json"])
    assert judges.json_feed(feed) == []
    assert ["content_html" in one for one in feed["items"]] == [True, False]


def test_a_section_has_its_pages_and_goes_with_the_last_of_them(send: Send, site: RecordingStorage) -> None:
    send(*(article(f"n{number}", section="Arts & Culture") for number in range(12)))
    assert {f"en/section/arts-culture/{name}" for name in ("index.html", "page/1/index.html", *FULL)} <= set(
        site.files
    )
    assert (
        f'<a href="{BASE}en/section/arts-culture/">Arts &amp; Culture</a>'
        in site.files["en/index.html"].decode()
    )
    assert "<h1>Arts &amp; Culture</h1>" in site.files["en/section/arts-culture/index.html"].decode()
    send(article("n0", 2, section="Sport"), *(gone(f"n{number}", 2) for number in range(1, 12)))
    assert {path.split("/")[2] for path in site.files if path.startswith("en/section/")} == {"sport"}


def test_a_page_called_section_stands_beside_the_sections(send: Send, site: RecordingStorage) -> None:
    send(article("section", section="Section"))
    assert "en/section/section/index.html" in site.files
    assert "en/section/index.html" not in site.files
    assert [path for path in site.files if path.startswith("en/section-")]
