"""Where an article stands, and that an address once given leads somewhere for good."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from downstream.addresses import slug_of
from lxml import html
from services.sender import sample

from .conftest import ENGLISH, Visitor

Body = Callable[..., dict[str, Any]]


def path(visitor: Visitor, body: dict[str, Any]) -> str:
    return urlsplit(visitor.send(body).body["url"]).path


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("https://newsroom.example/en/news/moon-base/", "moon-base"),
        ("https://newsroom.example/en/news/moon-base?x=1#y", "moon-base"),
        ("https://newsroom.example/ar/%D9%82%D9%85%D8%B1/", "قمر"),
        ("https://newsroom.example/en/a%2Fb%20c%3F/", "a-b-c"),
        ("https://newsroom.example/..%2F/", None),
        ("https://newsroom.example/", None),
        ("https://newsroom.example", None),
        ("https://[broken/x", None),
        ("", None),
        (None, None),
    ],
)
def test_the_slug_is_the_last_segment_of_the_newsrooms_address(url: str | None, slug: str | None) -> None:
    assert slug_of(url) == slug


def test_an_article_without_an_address_stands_under_its_id(visitor: Visitor) -> None:
    assert path(visitor, sample("published.en", url=None)) == f"/en/{ENGLISH}"


def test_an_address_in_arabic_script_leads_to_its_article(visitor: Visitor) -> None:
    body = sample("published.ar")
    assert visitor.page(path(visitor, body)).findtext(".//h1") == body["data"]["title"]


def test_the_language_tag_is_lower_case_in_the_address_and_read_in_any_case(visitor: Visitor) -> None:
    assert path(visitor, sample("published.en", lang="zh-Hans", url=None)) == f"/zh-hans/{ENGLISH}"
    assert visitor.page("/ZH-HANS/").xpath("//article")


def test_a_second_article_of_that_slug_gets_part_of_its_id(visitor: Visitor, make: Body) -> None:
    first, second = make(1, url="https://n.example/en/moon/"), make(2, url="https://n.example/old/moon/")
    assert path(visitor, first) == "/en/moon"
    taken = path(visitor, second)
    assert taken == f"/en/moon-{second['data']['id'][:8]}"
    second["data"]["version"] = 2
    assert path(visitor, second) == taken
    assert visitor.page("/en/moon").findtext(".//h1") == "Article 1"
    assert visitor.page(taken).findtext(".//h1") == "Article 2"


def test_the_same_slug_in_another_language_is_no_collision(visitor: Visitor, make: Body) -> None:
    assert path(visitor, make(1, url="https://n.example/en/moon/")) == "/en/moon"
    assert path(visitor, make(2, url="https://n.example/fr/moon/", lang="fr")) == "/fr/moon"


def test_a_moved_article_is_redirected_from_its_old_address(visitor: Visitor) -> None:
    old = path(visitor, sample("published.fr"))
    new = path(visitor, sample("moved.fr"))
    assert old != new
    answer = visitor.get(old)
    assert (answer.status_code, answer.location) == (301, new)


def test_previous_addresses_redirect_though_they_were_never_seen(visitor: Visitor) -> None:
    new = path(visitor, sample("moved.fr"))
    old = "/fr/le-luxembourg-et-la-russie-preparent-des-recherches-spatiales"
    assert visitor.get(old).location == new


def test_a_previous_address_that_another_article_has_stays_with_that(visitor: Visitor, make: Body) -> None:
    path(visitor, make(1, url="https://n.example/en/moon/"))
    path(visitor, make(2, previousUrls=["https://n.example/en/moon/"]))
    assert visitor.page("/en/moon").findtext(".//h1") == "Article 1"


def test_an_article_that_changes_its_language_is_redirected(visitor: Visitor) -> None:
    path(visitor, sample("published.en", url="https://n.example/en/moon/"))
    new = path(visitor, sample("published.en", version=2, lang="de", url="https://n.example/de/mond/"))
    assert visitor.get("/en/moon").location == new == "/de/mond"


def test_a_removed_article_says_so_at_all_its_addresses(visitor: Visitor) -> None:
    old, new = path(visitor, sample("published.fr")), path(visitor, sample("moved.fr"))
    gone = sample("unpublished.de", id=sample("moved.fr")["data"]["id"], lang="fr", version=3)
    visitor.send(gone)
    for address in (old, new, f"/article/{gone['data']['id']}"):
        answer = visitor.get(address)
        assert answer.status_code == 410, address
        assert "Cet article n" in answer.text
        assert "Luxembourg et la Russie" not in answer.text


@pytest.mark.parametrize("wrap", [lambda id: id, lambda id: {"id": id, "url": "https://n.example/x"}])
def test_a_removed_article_names_what_replaces_it(
    visitor: Visitor, make: Body, wrap: Callable[[str], object]
) -> None:
    instead = make(7, url="https://n.example/en/better/")
    old = path(visitor, sample("published.en"))
    path(visitor, instead)
    visitor.send(sample("taken_down.en", replacedBy=wrap(instead["data"]["id"])))
    assert 'href="/en/better"' in visitor.get(old).text


@pytest.mark.parametrize(
    ("instead", "links"),
    [
        ("https://n.example/better/", ["https://n.example/better/"]),
        ({"url": "https://n.example/better/"}, ["https://n.example/better/"]),
        ("00000000-0000-0000-0000-000000000001", []),
        ("javascript:alert(1)", []),
        (["x"], []),
    ],
    ids=str,
)
def test_what_replaces_it_is_linked_only_where_it_leads_somewhere(
    visitor: Visitor, instead: object, links: list[str]
) -> None:
    old = path(visitor, sample("published.en"))
    visitor.send(sample("taken_down.en", replacedBy=instead))
    page = html.document_fromstring(visitor.get(old).text)
    assert page.xpath("//main//a/@href") == links


def test_an_article_is_found_by_its_id(visitor: Visitor) -> None:
    new = path(visitor, sample("published.en"))
    answer = visitor.get(f"/article/{ENGLISH}")
    assert (answer.status_code, answer.location) == (302, new)
    assert visitor.get("/article/00000000-0000-0000-0000-000000000001").status_code == 404


@pytest.mark.parametrize("address", ["/en/nothing", "/nothing", "/xx/", "/en/?page=2", "/en/?page=0"])
def test_an_address_that_never_was_is_not_found(visitor: Visitor, address: str) -> None:
    answer = visitor.get(address)
    assert answer.status_code == 404 or answer.location.endswith("/nothing/")
    assert visitor.get("/en/?page=99999999999999999999").status_code == 404
