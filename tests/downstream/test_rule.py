"""Live and higher: upsert. Gone and higher: delete, keep the version. Else: ignore."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import Any

import pytest
from services.sender import sample

from .conftest import ENGLISH, Visitor


def verdicts(visitor: Visitor, *bodies: dict[str, Any]) -> list[str]:
    return [visitor.send(body).body["verdict"] for body in bodies]


def test_a_higher_version_replaces_the_whole_article(visitor: Visitor) -> None:
    first = sample("published.en")
    second = sample("published.en", version=2, title="New", kicker="", html="<p>New.</p>")
    assert verdicts(visitor, first, second) == ["new", "updated"]
    page = visitor.get(f"/article/{ENGLISH}").location
    assert visitor.page(page).findtext(".//h1") == "New"
    assert "kicker" not in visitor.get(page).text


def test_the_same_or_an_older_version_is_ignored(visitor: Visitor) -> None:
    newer, older = sample("updated.en"), sample("published.en")
    assert verdicts(visitor, newer, newer, older) == ["new", "ignored", "ignored"]
    assert visitor.held()[0]["version"] == 3


def test_an_ignored_body_is_still_told_where_the_article_stands(visitor: Visitor) -> None:
    visitor.send(sample("updated.en"))
    answer = visitor.send(sample("published.en")).body
    assert answer["detail"] == "older than version 3, which is held"
    assert answer["url"].endswith("/en/luxembourg-and-russia-plan-joint-space-research")


def test_what_is_gone_leaves_only_its_version(visitor: Visitor) -> None:
    visitor.send(sample("updated.en"))
    assert visitor.send(sample("taken_down.en")).body == {"verdict": "removed", "detail": "taken_down"}
    assert verdicts(visitor, sample("updated.en"), sample("published.en")) == ["ignored", "ignored"]
    [held] = visitor.held()
    assert (held["state"], held["version"], held["title"], held["url"]) == ("gone", 4, None, None)
    with visitor.site.database.reading() as db:
        [row] = db.execute("SELECT * FROM articles").fetchall()
    assert row["data"] is None


def test_what_was_never_here_can_be_gone(visitor: Visitor) -> None:
    assert verdicts(visitor, sample("taken_down.en"), sample("updated.en")) == ["removed", "ignored"]


def test_a_restored_article_stands_where_it_stood(visitor: Visitor) -> None:
    before = visitor.send(sample("published.en")).body["url"]
    visitor.send(sample("taken_down.en"))
    after = visitor.send(sample("published.en", version=5)).body
    assert after == {"verdict": "new", "url": before}


@pytest.mark.parametrize("state", ["embargoed", "", "LIVE"])
def test_an_unknown_state_changes_nothing(visitor: Visitor, state: str) -> None:
    visitor.send(sample("published.en"))
    answer = visitor.send(sample("published.en", state=state, version=9))
    assert (answer.status, answer.body["verdict"]) == (200, "ignored")
    assert visitor.held()[0]["version"] == 1


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_every_order_of_arrival_ends_the_same(visitor: Visitor, order: tuple[int, ...]) -> None:
    bodies = [
        sample("published.en"),
        sample("updated.en"),
        sample("taken_down.en"),
        sample("published.en", version=5, title="Restored"),
    ]
    for number in order:
        visitor.send(bodies[number])
    [held] = visitor.held()
    assert (held["state"], held["version"], held["title"]) == ("live", 5, "Restored")


def test_versions_that_arrive_together_end_with_the_highest(
    visitor: Visitor, make: Callable[..., dict[str, Any]]
) -> None:
    bodies = [make(n, version=v, title=f"Version {v}") for v in range(1, 9) for n in range(6)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(visitor.send, [*bodies[::-1], *bodies]))
    assert {answer.status for answer in answers} == {200}
    assert {(held["version"], held["title"]) for held in visitor.held()} == {(8, "Version 8")}
    assert len(visitor.held()) == 6
