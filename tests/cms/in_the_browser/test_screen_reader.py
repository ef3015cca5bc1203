"""What a screen reader hears of an article in a real Chromium, in which language."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page
from wagtail.documents import get_document_model

from newswire.cms.models import Author, Topic
from newswire.cms.pages.models import ArticlePage

from .hearing import Tree

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]


@pytest.fixture
def full_article(write: Any, translate: Any, picture: Any, indexes: Any) -> ArticlePage:
    """Every kind of block that a reader meets, with topics, an author, a correction and a version."""
    english = indexes["en"].locale
    shown = {"image": picture("rover.jpg", credit="MECO"), "alt_text": "A rover", "caption": "At its test"}
    flags = {"image": picture("flags.jpg", credit="Jo Roe"), "alt_text": "Two flags"}
    terms = get_document_model().objects.create(title="Terms", file=ContentFile(b"%PDF-", name="terms.pdf"))
    outside = {"title": "Ailleurs", "url": "https://o.example/", "site_name": "O", "language": "fr"}
    table = {
        "data": [["", "LU"], ["Firms", "12"]],
        "table_caption": "Firms by country",
        "table_header_choice": "both",
        "first_row_is_table_header": True,
        "first_col_is_header": True,
    }
    page = write(
        "Council founded",
        live=False,
        lead_picture=picture("lead.jpg", (2000, 1400), credit="Jane Doe"),
        lead_alt_text="The two ministers",
        lead_caption="After the meeting",
        body=[
            ("paragraph", "<p>Two ministers met.</p>"),
            ("heading", {"text": "A council", "level": "h2"}),
            ("image", shown),
            ("heading", {"text": "Its members", "level": "h3"}),
            ("quote", {"text": "We agreed.", "name": "Jeanne", "role": "Head"}),
            ("fact_box", {"heading": "In figures", "text": "<p>Two countries.</p>"}),
            ("table", table),
            ("gallery", {"title": "The test", "pictures": [shown, flags]}),
            ("document", {"document": terms}),
            ("link_button", {"text": "Register", "url": "https://e.example/", "site_name": "Events"}),
            ("full_article", {"rows": [{"url": "https://n.example/a", "site_name": "N", "language": "de"}]}),
            (
                "related_news",
                {"items": [("page", {"page": write("Story")}), ("outside", outside)], "automatic": False},
            ),
        ],
    )
    page.article_topics.create(topic=Topic.objects.create(name="Espace", locale=indexes["fr"].locale))
    page.article_authors.create(author=Author.objects.create(name="Jane Doe", locale=english))
    page.corrections.create(note="The date was wrong.")
    page.save_revision().publish()
    translate(page, "fr", "Conseil fondé")
    return page


def test_what_a_screen_reader_hears_of_a_full_article(
    page: Page, live_server: Any, full_article: Any
) -> None:
    page.context.clear_cookies()  # a reader has no quick actions
    page.goto(f"{live_server.url}{full_article.url}")
    tree = Tree(page)

    levels = tree.levels()
    assert [name for level, name in levels if level == 1] == ["Council founded"]
    assert levels == [
        (1, "Council founded"),
        (2, "A council"),
        (3, "Its members"),
        (2, "In figures"),
        (2, "Read more"),
        (3, "Story"),
        (3, "Ailleurs (O)"),
        (2, "Corrections"),
    ]
    assert tree.names("image") == ["The two ministers", "A rover", "A rover", "Two flags"]
    lead, rover, quote, *gallery = tree.inside("figure")
    assert lead == "The two ministers After the meeting Photo credit: Jane Doe"
    assert rover == "A rover At its test Photo credit: MECO"
    assert quote == "We agreed. Jeanne , Head"
    assert len(gallery) == 2
    assert tree.names("complementary") == ["In figures", "Read more"]
    assert {"The test", "Corrections"} <= set(tree.names("region"))
    assert tree.names("table") == ["Firms by country"]
    assert tree.names("columnheader") == ["LU"]
    assert tree.names("rowheader") == ["Firms"]
    links = tree.names("link")
    assert len(links) == len([name for name in links if name.strip()])
    for name in (
        "Read full article in German (N)",
        "Register (Events)",
        "Read more: Story",
        "Read more: Ailleurs",
        "All news",
        "Français",
    ):
        assert name in links
    assert not [name for name in links if name in {"Read more", "Click here", "here"}]


def test_what_is_in_another_language_says_so(page: Page, live_server: Any, full_article: Any) -> None:
    page.context.clear_cookies()  # a reader has no quick actions
    page.goto(f"{live_server.url}{full_article.url}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("html").get_attribute("dir") == "ltr"
    for words in (
        page.get_by_role("link", name="Français"),
        page.get_by_text("Espace"),
        page.get_by_text("Ailleurs").first,
    ):
        assert words.evaluate("element => element.closest('[lang]').lang") == "fr"
    more = page.get_by_role("link", name="Read more: Ailleurs")
    assert more.evaluate("element => element.closest('[lang]').lang") == "en"
