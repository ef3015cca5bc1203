""" "All news": one language, newest first, twenty a page, filters, sections, feed, empty states."""

from datetime import UTC, datetime
from typing import Any

import feedparser
import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import NewsIndexPage

pytestmark = pytest.mark.django_db


def get(address: str) -> Any:
    response = Client().get(address)
    assert response.status_code == 200
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


def headlines(address: str) -> list[str]:
    return [heading.text for heading in get(address).findall(".//article/h2/a")]


def words(address: str) -> str:
    return " ".join("".join(get(address).find(".//main").itertext()).split())


def section(index: NewsIndexPage, title: str) -> NewsIndexPage:
    index.refresh_from_db()
    child = index.add_child(instance=NewsIndexPage(title=title, locale=index.locale))
    child.save_revision().publish()
    return child


@pytest.fixture
def topic(indexes: Any) -> Topic:
    return Topic.objects.create(name="Space", locale=Locale.objects.get(language_code="en"))


def test_lists_this_language_by_publication_date(write: Any, indexes: Any) -> None:
    write("Today")
    write("Imported", published_on=datetime(2018, 2, 14, tzinfo=UTC))
    write("Aujourd'hui", lang="fr")
    write("Draft", live=False)
    assert headlines(indexes["en"].url) == ["Today", "Imported"]
    assert headlines(indexes["fr"].url) == ["Aujourd'hui"]


def test_neither_aliases_nor_private_articles(write: Any, indexes: Any) -> None:
    source = write("Council")
    source.copy_for_translation(Locale.objects.get(language_code="fr"), alias=True)
    PageViewRestriction.objects.create(page=write("Secret"), restriction_type=PageViewRestriction.LOGIN)
    assert headlines(indexes["en"].url) == ["Council"]
    assert headlines(indexes["fr"].url) == []


def test_sections_are_indexes_of_their_own_and_part_of_all_news(write: Any, indexes: Any) -> None:
    space = section(indexes["en"], "Space")
    article = write("Council", under=space)
    write("Budget")
    assert headlines(space.url) == ["Council"]
    assert headlines(indexes["en"].url) == ["Budget", "Council"]
    assert get(indexes["en"].url).find(".//nav//a").text == "Space"
    assert article.section == "Space"
    assert article.all_news_url == indexes["en"].url


def test_twenty_a_page(write: Any, indexes: Any) -> None:
    for number in range(21):
        write(f"Article {number}")
    first, second = get(indexes["en"].url), get(f"{indexes['en'].url}?page=2")
    assert len(first.findall(".//article")) == 20
    assert first.find(".//a[@rel='next']").get("href") == "?page=2"
    assert len(second.findall(".//article")) == 1
    assert second.find(".//a[@aria-current]") is None
    assert second.find(".//span[@aria-current='page']").text == "2"
    for nonsense in ("0", "99", "x", "-1"):
        assert get(f"{indexes['en'].url}?page={nonsense}") is not None


def test_filters_by_topic_author_and_year(write: Any, indexes: Any, topic: Topic) -> None:
    author = Author.objects.create(name="Jane Doe", locale=topic.locale)
    both = write("Both", published_on=datetime(2018, 2, 14, tzinfo=UTC), live=False)
    both.article_topics.create(topic=topic)
    both.article_topics.create(topic=topic)  # chosen twice: listed once
    both.article_authors.create(author=author)
    both.save_revision().publish()
    neither = write("Neither")
    url = indexes["en"].url
    assert headlines(f"{url}?topic=space") == ["Both"]
    assert headlines(f"{url}?author=jane-doe") == ["Both"]
    assert headlines(f"{url}?year=2018") == ["Both"]
    assert headlines(f"{url}?topic=space&year=2017") == []
    assert "No news fits this choice. All news" in words(f"{url}?topic=unknown")
    this = timezone.localtime(neither.published_at).year
    options = [option.text for option in get(url).iter("option")]
    assert options == ["All", "Space", "All", "Jane Doe", "All", str(this), "2018"]
    for nonsense in ("x", "99999999999999999999", "-1", "0000", "²018"):
        assert headlines(f"{url}?year={nonsense}") == ["Neither", "Both"]


def test_filter_finds_the_topic_in_whatever_language_it_was_chosen(
    write: Any, indexes: Any, topic: Topic
) -> None:
    french = topic.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.name = "Espace"
    french.save()
    for chosen in (topic, french):
        page = write(f"Avec {chosen.name}", lang="fr", live=False)
        page.article_topics.create(topic=chosen)
        page.save_revision().publish()
    assert len(headlines(f"{indexes['fr'].url}?topic=space")) == 2
    assert [option.text for option in get(indexes["fr"].url).iter("option")][:2] == ["Tous", "Espace"]


def test_empty_names_the_languages_that_do_have_news(write: Any, indexes: Any) -> None:
    write("Nachricht", lang="de")
    assert "There is no news in this language yet. News in other languages: Deutsch" in words(
        indexes["en"].url
    )
    assert "Français" not in words(indexes["en"].url).split("Also in:")[0]


def test_number_of_queries_does_not_grow(write: Any, indexes: Any, picture: Any, topic: Topic) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert Client().get(indexes["en"].url).status_code == 200
        return len(captured)

    def another(number: int) -> None:
        page = write(f"{number}", lead_picture=picture(credit="MECO"), lead_decorative=True, live=False)
        page.article_topics.create(topic=topic)
        page.save_revision().publish()

    for number in range(2):
        another(number)
    queries()  # makes the renditions
    few = queries()
    for number in range(2, 12):
        another(number)
    queries()
    assert queries() == few


def test_feed_of_the_list_and_of_a_filter(write: Any, indexes: Any) -> None:
    write("Council & <b>co</b>", published_on=datetime(2018, 2, 14, tzinfo=UTC))
    write("Today", summary="A summary")
    url = indexes["en"].url
    feed = feedparser.parse(Client().get(f"{url}?feed=atom").content)
    assert not feed.bozo
    assert feed.feed.language == "en"
    assert [entry.title for entry in feed.entries] == ["Today", "Council & <b>co</b>"]
    assert feed.entries[0].summary == "A summary"
    assert feed.entries[0].link.startswith("http://localhost/en/news/")
    assert len(feedparser.parse(Client().get(f"{url}?feed=atom&year=2018").content).entries) == 1
    assert get(url).find("head/link[@type='application/atom+xml']").get("href") == "?feed=atom"
