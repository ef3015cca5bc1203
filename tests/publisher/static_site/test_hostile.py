"""Odd names, and addresses that were another's."""

import itertools
from collections.abc import Callable

import pytest
from support.batch_contract import sent
from support.recording_storage import RecordingStorage
from support.static_news import NEWSROOM, article, gone, link
from support.static_reader import BASE, missing

from newswire.publisher import transports
from newswire.publisher.models import StaticFile
from newswire.publisher.transports.base import Destination, Outcome

STORAGE = transports.by_batch("storage")
Send = Callable[..., None]


def at(name: str) -> str:
    return f"{NEWSROOM}/en/news/{name}/"


def pages(site: RecordingStorage) -> set[str]:
    """The folders of English pages and redirects, lists left out."""
    lists = ("en/page/", "en/section/", "en/topic/")
    found = {path.removesuffix("/index.html") for path in site.files if path.startswith("en/")}
    return {path for path in found if path.count("/") == 1 and "." not in path and not path.startswith(lists)}


def is_redirect(site: RecordingStorage, path: str, to: str) -> bool:
    text = site.files[f"{path}/index.html"].decode()
    return f'content="0; url={BASE}{to}/"' in text


@pytest.mark.parametrize("slug", ["🚀", "%F0%9F%9A%80", "🚀-start", "..", "%2e%2e", "a%2Fb", "%00", "a b"])
def test_odd_slugs_become_folders_that_can_be_reached(send: Send, site: RecordingStorage, slug: str) -> None:
    send(article("odd", url=at(slug)), article("other", related=[link("odd", url=at(slug))]))
    (own,) = pages(site) - {"en/other"}
    assert own.removeprefix("en/").replace("-", "").isalnum()
    assert not missing(site.files)
    assert f'href="{BASE}{own}/"' in site.files["en/other/index.html"].decode()


def test_two_names_of_one_spelling_are_two_folders_on_any_disk(send: Send, site: RecordingStorage) -> None:
    send(
        article("one", url=at("Bridge")), article("two", url=at("bridge")), article("three", url=at("BRIDGE"))
    )
    assert len({path.casefold() for path in pages(site)}) == 3
    assert not missing(site.files)


def test_a_page_that_moves_and_moves_back_leads_to_itself(send: Send, site: RecordingStorage) -> None:
    send(article("a", 1, url=at("a")))
    send(article("a", 2, url=at("b"), previousUrls=[at("a")]))
    assert is_redirect(site, "en/a", to="en/b")
    send(article("a", 3, url=at("a"), previousUrls=[at("a"), at("b")]))
    assert "About a" in site.files["en/a/index.html"].decode() and not is_redirect(site, "en/a", to="en/a")
    assert is_redirect(site, "en/b", to="en/a")
    send(gone("a", 4))
    assert pages(site) == set()


def test_a_page_stands_where_anothers_redirect_was(send: Send, site: RecordingStorage) -> None:
    send(article("old", 1, url=at("place")))
    send(article("old", 2, url=at("elsewhere"), previousUrls=[at("place")]))
    assert is_redirect(site, "en/place", to="en/elsewhere")
    send(article("new", url=at("place")))
    assert "About new" in site.files["en/place/index.html"].decode()
    send(article("old", 3, title="Anew", url=at("elsewhere"), previousUrls=[at("place")]))
    assert "About new" in site.files["en/place/index.html"].decode(), "a redirect never covers a page"
    send(gone("old", 4))
    assert pages(site) == {"en/place"}
    assert "About new" in site.files["en/place/index.html"].decode()
    assert not missing(site.files)


@pytest.mark.parametrize("last", ["withdrawn where it stood", "withdrawn after a move"])
def test_a_redirect_is_back_when_what_stood_in_its_place_goes(
    send: Send, site: RecordingStorage, last: str
) -> None:
    send(article("old", 1, url=at("place")))
    send(article("old", 2, url=at("elsewhere"), previousUrls=[at("place")]), article("new", url=at("place")))
    if last == "withdrawn after a move":
        send(article("new", 2, url=at("further"), previousUrls=[at("place")]))
        assert is_redirect(site, "en/place", to="en/further")
    send(gone("new", 3))
    assert pages(site) == {"en/place", "en/elsewhere"}
    assert is_redirect(site, "en/place", to="en/elsewhere")
    send(gone("old", 4))
    assert pages(site) == set()
    assert not missing(site.files)


def test_a_takedown_waits_for_no_redirect(
    send: Send, site: RecordingStorage, destination: Destination
) -> None:
    send(article("old", 1, url=at("place")))
    send(article("old", 2, url=at("elsewhere"), previousUrls=[at("place")]), article("new", url=at("place")))
    site.fails = lambda name: True
    sent(STORAGE, destination, gone("new", 2, kind="taken_down"))
    assert not any("About new" in text.decode() for text in site.files.values() if b"<main" in text)


def test_no_redirect_leads_to_what_is_withdrawn(send: Send, site: RecordingStorage) -> None:
    """The last that moved away from an address is withdrawn: the one before it is still to be found there."""
    for number, name in enumerate(("one", "two"), 1):
        send(article(name, 1, url=at("place")))
        send(article(name, 2, url=at(f"new-{number}"), previousUrls=[at("place")]))
    assert is_redirect(site, "en/place", to="en/new-2")
    send(gone("two", 3))
    assert is_redirect(site, "en/place", to="en/new-1")
    send(gone("one", 3))
    assert pages(site) == set()


def test_who_comes_back_to_an_address_that_is_taken_stands_beside_it(
    send: Send, site: RecordingStorage
) -> None:
    send(article("old", 1, url=at("place")))
    send(article("old", 2, url=at("elsewhere"), previousUrls=[at("place")]), article("new", url=at("place")))
    send(article("old", 3, url=at("place"), previousUrls=[at("elsewhere")]))
    assert "About new" in site.files["en/place/index.html"].decode()
    (own,) = pages(site) - {"en/place", "en/elsewhere"}
    assert is_redirect(site, "en/elsewhere", to=own)


@pytest.mark.parametrize("failing", [1, 3, 6, 10])
def test_a_storage_that_fails_amid_a_move_is_whole_after_it(
    send: Send, site: RecordingStorage, destination: Destination, failing: int
) -> None:
    send(article("old", 1, url=at("place")))
    changes = [
        article("old", 2, url=at("elsewhere"), previousUrls=[at("place")]),
        article("new", url=at("place")),
    ]
    counted = itertools.count(1)
    site.fails = lambda name: next(counted) >= failing
    sent(STORAGE, destination, *changes)
    site.fails = lambda name: False
    for verdict in sent(STORAGE, destination, *changes):
        assert verdict and verdict.outcome == Outcome.DELIVERED
    assert "About new" in site.files["en/place/index.html"].decode()
    assert "About old" in site.files["en/elsewhere/index.html"].decode()
    assert not missing(site.files)
    assert set(site.files) == set(StaticFile.objects.values_list("path", flat=True))
