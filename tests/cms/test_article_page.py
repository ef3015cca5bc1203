"""What readers of an article get, and what goes downstream of it."""

import json
from datetime import UTC, datetime
from typing import Any

import html5lib
import pytest
from django.test import Client
from pytest_django import Settings
from wagtail.models import Locale

from newswire.cms.models import Author, Topic

pytestmark = pytest.mark.django_db


def parsed(html: str) -> Any:
    """Fails on any error of the HTML standard."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def get(page: Any) -> Any:
    response = Client().get(page.url)
    assert response.status_code == 200
    return parsed(response.content.decode())


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def test_page_is_strict_html_in_its_language_and_direction(write: Any) -> None:
    page = write("Council founded", kicker="Space", summary="Two countries agree.", dateline="Luxembourg")
    html = get(page)
    assert (html.get("lang"), html.get("dir")) == ("en", "ltr")
    article = html.find(".//article")
    assert (article.get("lang"), article.get("dir")) == ("en", "ltr")
    assert text(article.find("header")).startswith("Space Council founded Two countries agree. Luxembourg ·")


def test_dates_stand_in_the_readers_language_and_the_sites_time_zone(write: Any) -> None:
    night = datetime(2018, 2, 14, 23, 30, tzinfo=UTC)  # the 15th in Luxembourg
    time = get(write("Conseil", lang="fr", published_on=night)).find(".//article/header//time")
    assert time.text == "15 février 2018"


def test_lead_picture_with_caption_and_credit(write: Any, picture: Any) -> None:
    page = write(
        "Rover",
        lead_picture=picture(credit="MECO"),
        lead_alt_text="A rover",
        lead_caption="At its first test",
    )
    figure = get(page).find(".//article/figure")
    assert figure.find("img").get("alt") == "A rover"
    assert text(figure.find("figcaption")) == "At its first test Photo credit: MECO"


def test_credit_named_by_the_credit_block_is_not_repeated(write: Any, picture: Any) -> None:
    body = [("paragraph", "<p>Text.</p>"), ("photo_credit", {"text": ""})]
    page = write("Rover", lead_picture=picture(credit="MECO"), lead_alt_text="A rover", body=body)
    article = get(page).find(".//article")
    assert text(article).count("MECO") == 1
    assert text(article.find("p[@class='newswire-photo-credit']")) == "Photo credit: MECO"


def test_related_news_stands_at_the_end_and_leads_to_all_news(write: Any, indexes: Any) -> None:
    write("Older")
    article = get(write("Newer")).find(".//article")
    aside = article.find("aside")
    assert text(aside.find("article/h3")) == "Older"
    links = [a for a in article.iter("a") if a.text == "All news"]
    assert [a.get("href") for a in links] == [indexes["en"].url]


def test_without_related_news_all_news_is_still_there(write: Any, indexes: Any) -> None:
    article = get(write("Only one", related_automatically=False)).find(".//article")
    assert article.find("aside") is None
    assert [a.get("href") for a in article.iter("a") if a.text == "All news"] == [indexes["en"].url]


def test_authors_topics_source_and_corrections(write: Any, indexes: Any) -> None:
    english = Locale.objects.get(language_code="en")
    author = Author.objects.create(
        name="Jane Doe", role="Editor", url="https://jane.example/", locale=english
    )
    topic = Topic.objects.create(name="Space", locale=english)
    page = write("Council", source_organisation="Ministry of the Economy", live=False)
    page.article_authors.create(author=author, role="Text")
    page.article_topics.create(topic=topic)
    page.corrections.create(note="The date was wrong.", at=datetime(2024, 5, 1, 12, tzinfo=UTC))
    page.save_revision().publish()
    article = get(page).find(".//article")
    assert text(article.find("header/ul")) == "Jane Doe, Text"
    assert text(article.find("section")) == "Corrections May 1, 2024: The date was wrong."
    assert "Source: Ministry of the Economy" in text(article.find("footer"))
    assert [a.get("href") for a in article.iter("a") if a.text == "Space"] == [
        f"{indexes['en'].url}?topic=space"
    ]


def test_no_space_stands_before_the_comma_between_topics(write: Any) -> None:
    page = write("Two", live=False)
    for name in ("Space", "Harbours"):
        page.article_topics.create(topic=Topic.objects.create(name=name, locale=page.locale))
    page.save_revision().publish()
    (line,) = [one for one in get(page).iter("p") if one.get("class") == "newswire-topics"]
    assert "".join(line.itertext()) == "Topics: Space, Harbours"


def test_topic_without_a_translation_says_its_language(write: Any) -> None:
    topic = Topic.objects.create(name="Space", locale=Locale.objects.get(language_code="en"))
    page = write("Conseil", lang="fr", live=False)
    page.article_topics.create(topic=topic)
    page.save_revision().publish()
    span = next(one for one in get(page).iter("span") if one.get("lang") == "en")
    assert text(span) == "Space"


def test_topic_stands_in_the_articles_language(write: Any) -> None:
    english, french = (Locale.objects.get(language_code=code) for code in ("en", "fr"))
    topic = Topic.objects.create(name="Space", slug="space", locale=english)
    version = topic.copy_for_translation(french)
    version.name = "Espace"
    version.save()
    page = write("Conseil", lang="fr", live=False)
    page.article_topics.create(topic=topic)
    page.save_revision().publish()
    assert any(a.text == "Espace" and a.get("href").endswith("?topic=space") for a in get(page).iter("a"))


def test_arabic_article_reads_from_right_to_left(write: Any, indexes: Any) -> None:
    arabic, _ = Locale.objects.get_or_create(language_code="ar")
    indexes["en"].get_parent().copy_for_translation(arabic).save_revision().publish()
    index = indexes["en"].copy_for_translation(arabic)
    index.save_revision().publish()
    page = write("مجلس", under=index, body=[("paragraph", "<p>نص.</p>")])
    html = get(page)
    assert html.get("dir") == html.find(".//article").get("dir") == "rtl"
    assert page.slug == "مجلس"


def test_head_has_canonical_description_and_open_graph(write: Any, picture: Any, settings: Settings) -> None:
    settings.USE_THOUSAND_SEPARATOR = True  # for people
    page = write(
        "Rover", lead_picture=picture(credit="MECO"), lead_alt_text="A rover", social_title="A rover!"
    )
    head = get(page).find("head")
    meta = {m.get("property") or m.get("name"): m.get("content") for m in head.iter("meta")}
    assert meta["description"] == "Two ministers met. They agreed."
    assert meta["og:title"] == "A rover!"
    assert meta["og:image"].startswith("http://localhost/media/")
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1200", "630")
    assert head.find("link[@rel='canonical']").get("href") == page.full_url


def test_original_elsewhere_is_canonical_and_leaves_the_sitemap(write: Any) -> None:
    page = write("Council", canonical_url="https://origin.example/council")
    assert get(page).find("head/link[@rel='canonical']").get("href") == "https://origin.example/council"
    assert page.get_sitemap_urls() == []
    assert len(write("Own").get_sitemap_urls()) == 1


def test_markup_in_every_text_field_stays_text(write: Any, picture: Any) -> None:
    nasty = '<script>alert("1")</script>'
    page = write(
        nasty, kicker=nasty, summary=nasty, dateline=nasty, source_organisation=nasty, slug="nasty",
        lead_picture=picture(credit=nasty), lead_alt_text=nasty, lead_caption=nasty,
    )  # fmt: skip
    (script,) = get(page).iter("script")
    assert json.loads(script.text)["headline"] == nasty
