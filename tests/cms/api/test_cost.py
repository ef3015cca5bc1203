"""Articles through Wagtail's APIs in few queries and steps, beside Wagtail's own."""

import cProfile
import pstats
from typing import Any

import pytest
from support import plain_pages

from .asking import THREE, TWO, get, queries, statements

pytestmark = pytest.mark.django_db

PLAIN = "/plain/pages/?type=newswire_pages.ArticlePage&fields=*"
MOST_QUERIES = 12


def test_fifty_articles_cost_as_many_queries_as_one(newsroom: Any) -> None:
    newsroom(48)
    for api in (TWO, THREE):
        one, ten, fifty = (queries(f"{api}&limit={limit}") for limit in (1, 10, 50))
        assert len(fifty[1]) == 50
        assert one[0] <= ten[0] <= fifty[0] <= MOST_QUERIES, (api, one[0], ten[0], fifty[0])
        for item in fifty[1][5::9]:
            assert item == alone(api, item), "gathered with others it says something else"


def test_a_list_takes_as_many_steps_as_wagtails_own(newsroom: Any) -> None:
    """Calls and not seconds, which other processes would lengthen."""
    newsroom(18)
    columns = ",".join([*plain_pages.SHARED, "lead", "topics", "authors"])
    plain, same = steps(f"{PLAIN}&limit=20"), steps(f"{TWO.replace('*', columns)}&limit=20")
    assert same < 1.2 * plain, (same, plain)


def test_one_article_takes_no_more_statements_than_wagtails_own_and_hardly_more_steps(newsroom: Any) -> None:
    pk = newsroom(3)[2].pk
    columns = ",".join(
        [
            "_,id,type,detail_url,html_url,slug,show_in_menus,seo_title,search_description",
            "first_published_at,alias_of,parent,locale,title",
            *plain_pages.SHARED,
            "lead",
            "topics",
            "authors",
        ]
    )
    plain, same = f"/plain/pages/{pk}/", f"/api/v2/pages/{pk}/?fields={columns}"
    assert statements(same) < statements(plain)
    assert statements(f"/api/v2/pages/{pk}/") <= statements(plain)
    assert steps(same) < 1.4 * steps(plain)


def steps(address: str) -> int:
    get(address)
    profile = cProfile.Profile()
    answer = profile.runcall(get, address)
    assert answer.status_code == 200, answer.content
    return sum(calls for _, calls, *_ in pstats.Stats(profile).stats.values())  # type: ignore[attr-defined]


def alone(api: str, item: dict[str, Any]) -> dict[str, Any]:
    version = "v2" if "v2" in api else "v3"
    found = get(f"/api/{version}/pages/{item['id']}/").json()
    if version == "v2":
        found["meta"].pop("parent")  # Wagtail shows it for single pages only
    return found
