"""A reader looks at the site after every single write: nothing leads nowhere, at any moment."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from support.batch_contract import sent
from support.recording_storage import RecordingStorage
from support.static_news import NEWSROOM, article, gone, link, picture
from support.static_reader import BASE, addresses, missing

from newswire.publisher import transports
from newswire.publisher.models import StaticFile
from newswire.publisher.transports.base import Destination, ErrorKind, Outcome

STORAGE = transports.by_batch("storage")
Send = Callable[..., None]


def topics(*slugs: str) -> list[dict[str, str]]:
    return [{"slug": slug, "name": slug.title()} for slug in slugs]


def life() -> Iterator[list[bytes]]:
    """What becomes of a site's pages, batch by batch."""
    first, second = picture("first"), picture("second", "red")
    versions = [link("bridge", "en"), link("bridge", "fr")]
    html = '<p><a href="{url}" data-publication="{id}">Tunnel</a></p>'.format(**link("tunnel"))
    moved = {"url": f"{NEWSROOM}/en/news/tube/", "previousUrls": [f"{NEWSROOM}/en/news/tunnel/"]}
    yield [article("bridge", images=[first], topics=topics("space"), html=html)]
    yield [article("tunnel", related=[link("bridge", image=first)], topics=topics("space", "roads"))]
    yield [
        article("bridge", lang="fr", languageVersions=versions[:1], images=[second]),
        article(
            "bridge", 2, languageVersions=versions[1:], images=[second], html=html, topics=topics("roads")
        ),
    ]
    yield [
        article(f"news-{number}", publishedAt=f"2026-03-02T10:{number:02}:00+01:00") for number in range(23)
    ]
    yield [article("tunnel", 2, **moved, topics=topics("space"))]
    yield [article("old", publishedAt="2020-01-01T10:00:00+01:00", related=[link("bridge")])]
    yield [gone("bridge", 2, lang="fr"), article("bridge", 3, images=[first, second])]
    yield [gone("bridge", 4, kind="taken_down"), gone("news-3", 2), article("news-4", 2, title="Anew")]
    yield [article("bridge", 5, lang="en"), gone("old", 2)]
    yield [gone(f"news-{number}", 3) for number in range(23)]
    yield [gone("bridge", 6), gone("tunnel", 3)]


def test_nothing_leads_nowhere_after_any_write(send: Send, site: RecordingStorage) -> None:
    lost: list[set[str]] = []
    looks = itertools.count()

    def look() -> None:
        next(looks)
        if found := missing(site.files):
            lost.append(found)

    site.look = look
    for number, contents in enumerate(life()):
        send(*contents)
        assert not lost, f"batch {number}: {lost[0]}"
    assert next(looks) > 200
    assert not [path for path in site.files if path.startswith("pictures/")]


def test_the_reader_would_see_it() -> None:
    page = f'<html><a href="{BASE}x/"></a><img src="{BASE}p.png"></html>'.encode()
    assert missing({"index.html": page}) == {"x/index.html", "p.png"}
    assert missing({"index.html": b"<html></html>", "alone.html": page}) == {"p.png"}


def test_it_all_comes_out_the_same_whatever_the_batches(
    send: Send, site: RecordingStorage, destination: Destination
) -> None:
    contents = [article(f"n{number}", related=[link(f"n{(number + 7) % 30}")]) for number in range(30)]
    send(*contents)
    at_once = dict(site.files)
    for number in range(30):
        send(gone(f"n{number}", 2))
    for content in contents:
        send(content.replace(b'"version": 1', b'"version": 3'))
    assert site.files == at_once


@pytest.mark.parametrize("at", [1, 2, 5, 9, 14, 20])
def test_a_storage_that_breaks_down_half_way_loses_nothing(
    send: Send, site: RecordingStorage, destination: Destination, at: int
) -> None:
    batches = [
        [article("a", images=[picture("a")], topics=topics("space")), article("b", related=[link("a")])],
        [
            article("b", 2, url=f"{NEWSROOM}/en/news/c/", previousUrls=[f"{NEWSROOM}/en/news/b/"]),
            gone("a", 2),
        ],
    ]
    for contents in batches:
        counted = itertools.count(1)
        site.fails = lambda name, counted=counted: next(counted) >= at
        for verdict in sent(STORAGE, destination, *contents):
            assert verdict and (verdict.outcome, verdict.error) in {
                (Outcome.RETRY, ErrorKind.STORAGE),
                (Outcome.DELIVERED, ErrorKind.NONE),
            }
            assert "secret" not in verdict.detail
        site.fails = lambda name: False
        send(*contents)
        assert not missing(site.files)
        assert set(site.files) == set(StaticFile.objects.values_list("path", flat=True))
    assert "en/a/index.html" not in site.files
    assert not [path for path in site.files if path.startswith("pictures/")]


def test_what_is_taken_down_goes_though_nothing_can_be_written(
    send: Send, site: RecordingStorage, destination: Destination
) -> None:
    send(article("a", images=[picture("a")]), article("b"))
    site.fails = lambda name: True
    sent(STORAGE, destination, article("new"), gone("a", 2, kind="taken_down"))

    assert not [path for path in site.files if path.startswith(("pictures/", "en/a/"))]
    assert not [path for path, text in site.files.items() if b"Text of a." in text], "in no feed either"


def test_what_is_taken_down_goes_though_time_is_short(
    send: Send, site: RecordingStorage, destination: Destination, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stops after so many looks; what has no verdict comes again."""
    pages = [
        article(f"n{number}", images=[picture("a")], topics=topics(f"t{number}")) for number in range(12)
    ]
    send(*pages)
    looks = itertools.count()
    batch = type("Short", (), {"seconds_left": property(lambda self: float(next(looks) < 2))})
    from newswire.publisher.transports import storage

    for number in range(12):
        assert list(StaticFile.objects.filter(path=f"en/n{number}/index.html"))
    contents = [gone("n3", 2, kind="taken_down")]
    from support.batch_contract import message

    short = batch()
    short.destination, short.messages = destination, tuple(message(destination, 1, one) for one in contents)
    assert list(storage.StaticSite().send_batch(short)) == []
    assert "en/n3/index.html" not in site.files
    send(*contents)
    assert not missing(site.files)


def test_pages_behind_the_first_stay_as_they_are(send: Send, site: RecordingStorage) -> None:
    for number in range(3):
        send(
            *(
                article(f"n{n}", publishedAt=f"2026-03-02T{number:02}:{n:02}:00+01:00")
                for n in range(number * 10, number * 10 + 10)
            )
        )
    site.writes.clear()
    send(article("newest", publishedAt="2026-03-03T10:00:00+01:00"))

    assert not [path for path in site.writes if path.startswith("en/page/")]
    assert set(site.writes) >= {"en/newest/index.html", "en/index.html", "en/rss.xml", "sitemap-1.xml"}


def test_a_takedown_takes_pictures_that_no_other_page_shows(send: Send, site: RecordingStorage) -> None:
    shared, own = picture("shared"), picture("own", "red")
    send(article("a", images=[shared, own]), article("b", images=[shared]))
    assert len([path for path in site.files if path.startswith("pictures/")]) == 4
    send(gone("a", 2, kind="taken_down"))

    left = {path for path in site.files if path.startswith("pictures/")}
    assert len(left) == 2
    shown = {url.removeprefix(BASE) for url in addresses(site.files["en/b/index.html"])}
    assert left & shown
