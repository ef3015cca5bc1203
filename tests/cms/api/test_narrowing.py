"""Filters, order and search of both APIs, and what cannot be answered."""

from datetime import datetime
from typing import Any

import pytest

from .asking import THREE, TWO, get

pytestmark = pytest.mark.django_db


@pytest.mark.searched
def test_v2_filters_and_searches_as_before(newsroom: Any) -> None:
    first, second, third, version, _ = newsroom(5)

    def found(query: str) -> list[int]:
        return [item["id"] for item in get(f"{TWO}&limit=50&{query}").json()["items"]]

    assert found(f"translation_of={third.pk}") == [version.pk]
    assert version.pk in found("locale=fr")
    assert first.pk not in found("locale=fr")
    assert found(f"descendant_of={second.get_parent().pk}") == [second.pk]
    assert found("search=Rover&order=title") == found("search=rover&order=title") != []
    everywhere = get("/api/v2/pages/?search=rover").json()["items"]
    assert {item["id"] for item in everywhere} == set(found("search=rover"))
    assert found(f"translation_key={third.translation_key}&locale=en") == [third.pk]
    titles = [item["title"] for item in get(f"{TWO}&order=-title&limit=2").json()["items"]]
    assert titles == ["Target", "Other"]
    assert [set(item) for item in get("/api/v2/pages/?limit=1").json()["items"]] == [{"id", "meta", "title"}]


@pytest.mark.searched
def test_v3_narrows(newsroom: Any) -> None:
    first, second, third, version, last = newsroom(5)

    def found(query: str) -> list[int]:
        return [item["id"] for item in get(f"{THREE}limit=50&{query}").json()["items"]]

    assert version.pk in found("locale=fr")
    assert set(found("topic=space")) == {first.pk, second.pk, third.pk, version.pk, last.pk}
    assert set(found("author=jane")) == set(found("topic=space"))
    assert found("topic=nothing") == []
    assert found(f"section={second.get_parent().pk}") == [second.pk]
    assert found(f"translation_of={third.pk}") == [version.pk]
    assert found("published_before=2001-01-01T00:00:00Z") == []
    assert third.pk in found("published_from=2001-01-01T00:00:00Z&search=article")
    dates = [datetime.fromisoformat(item["published_at"]) for item in get(THREE).json()["items"]]
    assert dates == sorted(dates, reverse=True)


HOSTILE = [
    (TWO + "&limit=51", 400),
    (TWO + "&limit=-1", 400),
    (TWO + "&offset=x", 400),
    ("/api/v2/pages/?fields=body(", 400),
    ("/api/v2/pages/?fields=*,*", 400),
    ("/api/v2/pages/?type=newswire_pages.ArticlePage&fields=_,body(html(secret))", 400),
    ("/api/v2/pages/?type=newswire_pages.ArticlePage&fields=owner,live_revision", 400),
    ("/api/v2/pages/?type=auth.User", 400),
    (TWO + "&search=a%00b", 400),
    (TWO + "&locale=%00", 400),
    (TWO + "&site=a%00b", 400),
    (TWO + "&published_at=yesterday", 400),
    (TWO + "&first_published_at=2026-02-31", 400),
    (TWO + "&search=x&search_operator=x", 400),
    (f"{TWO}&offset={10**30}", 400),
    ("/api/v2/pages/find/?id=x", 400),
    ("/api/v2/pages/find/?html_path=a%00b", 400),
    (THREE + f"offset={10**30}", 400),
    ("/api/v2/pages/999999/", 404),
    (f"/api/v2/pages/{10**30}/", 404),
    (THREE + "limit=51", 400),
    (THREE + "limit=0", 422),
    (THREE + "offset=-1", 422),
    (THREE + "type=auth.User", 422),
    (THREE + "topic=a%00b", 422),
    (THREE + "search=a%00b", 422),
    (THREE + "locale=xx", 404),
    (THREE + f"section={10**30}", 404),
    (THREE + "translation_of=999999", 404),
    (THREE + "published_from=yesterday", 422),
    (THREE + "site=nowhere.example", 404),
    (THREE + f"translation_of={10**30}", 404),
    (THREE + f"translation_of=-{10**30}", 404),
    (THREE + "published_from=0001-01-01T00:00:00%2B14:00", 422),
    (THREE + "published_before=9999-12-31T23:59:59-12:00", 422),
    ("/api/v3/pages/999999/", 404),
]


def test_what_cannot_be_answered_is_said_in_words(write: Any) -> None:
    write("Council")
    for address, status in HOSTILE:
        answer = get(address)
        assert answer.status_code == status, (address, answer.content)
        said = answer.json()
        assert said.get("message") or said.get("detail") or said.get("errors"), address


@pytest.mark.searched
@pytest.mark.parametrize(
    ("typed", "titles"), [('rover"', ["Rover"]), ('"rover" ', ["Rover"]), ('"', []), ("%20", [])]
)
def test_what_people_type_into_a_search_box_is_answered(typed: str, titles: list[str], write: Any) -> None:
    write("Rover")
    for api in (f"{TWO}&", THREE):
        answer = get(f"{api}search={typed}")
        assert [item["title"] for item in answer.json()["items"]] == titles, api
