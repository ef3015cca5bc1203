"""The choice of a language, all news, and what the site says of itself."""

from collections.abc import Callable
from typing import Any

from downstream import create_app, log
from services.sender import sample

from .conftest import ENGLISH, Visitor

Body = Callable[..., dict[str, Any]]


def titles(visitor: Visitor, path: str) -> list[str]:
    return [link.text for link in visitor.page(path).xpath("//main//h2/a")]


def test_an_empty_site_says_so(visitor: Visitor) -> None:
    assert "No news has arrived yet." in visitor.get("/").text
    page = visitor.get("/fr/").text
    assert "Il n&#39;y a pas encore" in page
    assert "Il y a de" not in page
    assert visitor.held() == []


def test_the_home_page_lists_the_languages_that_have_news(visitor: Visitor) -> None:
    for name in ("published.en", "published.ar", "unpublished.de"):
        visitor.send(sample(name))
    links = visitor.page("/").xpath("//ul[@class='languages']//a")
    assert [(link.get("href"), link.find("span").text) for link in links] == [
        ("/ar/", "العربية"),
        ("/en/", "English"),
    ]
    assert links[0].find("span").get("dir") == "rtl"


def test_a_language_without_news_names_those_that_have_some(visitor: Visitor) -> None:
    visitor.send(sample("published.en"))
    page = visitor.page("/de/")
    assert page.get("lang") == "de"
    assert "noch keine Nachrichten" in page.text_content()
    assert page.xpath("//ul[@class='languages']//a/@href") == ["/en/"]


def test_news_is_newest_first_by_the_moment_not_the_clock_on_the_wall(visitor: Visitor, make: Body) -> None:
    for number, written in enumerate(
        ["2026-01-01T12:00:00+00:00", "2026-01-01T12:30:00+02:00", "2026-01-01T06:30:00-06:00"]
    ):
        visitor.send(make(number, publishedAt=written))
    visitor.send(make(3, publishedAt=None, lang="fr"))
    assert titles(visitor, "/en/") == ["Article 2", "Article 0", "Article 1"]


def test_an_article_without_a_date_counts_from_its_arrival(visitor: Visitor, make: Body) -> None:
    visitor.send(make(1, publishedAt="2020-01-01T00:00:00Z"))
    visitor.send(make(2, publishedAt=None))
    assert titles(visitor, "/en/") == ["Article 2", "Article 1"]


def test_twenty_a_page(visitor: Visitor, make: Body) -> None:
    for number in range(41):
        visitor.send(make(number))
    pages = [titles(visitor, f"/en/?page={page}") for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 1]
    assert pages[0][0] == "Article 40"
    assert [title for page in pages for title in page] == [
        f"Article {number}" for number in range(40, -1, -1)
    ]
    middle = visitor.page("/en/?page=2")
    assert middle.xpath("//nav[@class='pager']/a/@href") == ["?page=1", "?page=3"]
    assert visitor.get("/en/?page=4").status_code == 404


def test_the_list_shows_picture_summary_and_date(visitor: Visitor) -> None:
    visitor.send(sample("published.en"))
    [teaser] = visitor.page("/en/").xpath("//main/article")
    assert teaser.xpath(".//time/text()") == ["14 February 2018"]
    assert teaser.find(".//img").get("alt") == ""
    assert ".webp 320w" in teaser.find(".//img").get("srcset")


def test_held_tells_what_is_held(visitor: Visitor, now: float) -> None:
    visitor.send(sample("published.en"))
    visitor.send(sample("unpublished.de"))
    [english] = visitor.held("?lang=en")
    assert english.pop("arrived_at") >= round(now, 3)
    assert english == {
        "id": ENGLISH,
        "version": 1,
        "lang": "en",
        "title": "Luxembourg and Russia plan joint space research",
        "state": "live",
        "url": "http://localhost/en/luxembourg-and-russia-plan-joint-space-research",
    }
    assert [(held["lang"], held["state"]) for held in visitor.held()] == [("en", "live"), ("de", "gone")]


def test_received_lists_what_came_last_refusals_included(visitor: Visitor) -> None:
    assert "Nothing has arrived yet" in visitor.get("/received").text
    visitor.send(sample("updated.en"))
    visitor.send(sample("published.en"))
    visitor.send(sample("published.en"), {"webhook-id": "<b>forged</b>"})
    rows = visitor.page("/received").xpath("//tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    assert [row[1] for row in cells] == [
        "refused: Missing required headers",
        "ignored: older than version 3, which is held",
        "new",
    ]
    assert cells[0][2:] == [*["\N{EN DASH}"] * 3, "<b>forged</b>"]
    assert cells[2][2:5] == ["newswire.article.updated.v1", "3", "1052"]


def test_refusals_do_not_push_out_what_was_taken(visitor: Visitor) -> None:
    visitor.send(sample("published.en"))
    for _ in range(log.KEPT + 10):
        visitor.send(b"{}", {"webhook-id": "x"})
    with visitor.site.database.reading() as db:
        rows = db.execute("SELECT verdict, count(*) AS total FROM received GROUP BY verdict").fetchall()
    assert {row["verdict"]: row["total"] for row in rows} == {"new": 1, "refused": log.KEPT}


def test_everything_is_still_there_after_a_restart(visitor: Visitor, config: dict[str, str]) -> None:
    visitor.send(sample("published.en"))
    before = visitor.held()
    again = Visitor(create_app(config))
    assert again.held() == before
    assert again.send(sample("published.en")).body["verdict"] == "ignored"
