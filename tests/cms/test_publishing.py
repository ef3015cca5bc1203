"""An article's document, and that page, APIs and payload say the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from urls import urlpatterns as site
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api as v3
from wagtail.models import Locale

from newswire.cms.models import Author, Topic
from newswire.publisher import content
from newswire.publisher.render import render

pytestmark = pytest.mark.django_db

router = WagtailAPIRouter("wagtailapi")
router.register_endpoint("pages", PagesAPIViewSet)


class WithApis:
    urlpatterns = [path("api/v2/", router.urls), path("api/v3/", v3.urls), *site]


@pytest.fixture
def council(write: Any, translate: Any, picture: Any, indexes: Any) -> Any:
    """The seed's kind of article: picture, credit, full article, five teasers, topics, an author."""
    english = Locale.objects.get(language_code="en")
    others = [write(f"Story {number}", summary=f"Summary {number}") for number in range(3)]
    page = write(
        "Council founded",
        live=False,
        kicker="Space",
        summary="Two countries agree.",
        dateline="Luxembourg",
        source_organisation="Ministry of the Economy",
        published_on=datetime(2018, 2, 14, 9, tzinfo=UTC),
        lead_picture=picture("lead.jpg", (2000, 1400), credit="MECO"),
        lead_alt_text="Two flags",
        lead_caption="After the meeting",
        body=[
            ("heading", {"text": "A council", "level": "h2"}),
            ("paragraph", f'<p>See <a linktype="page" id="{others[0].pk}">this</a>.</p>'),
            ("image", {"image": picture("rover.jpg"), "alt_text": "A rover", "credit": "Jane Doe"}),
            ("full_article", {"rows": [{"url": "https://n.example/a", "site_name": "N", "language": "de"}]}),
            ("photo_credit", {"text": ""}),
            (
                "related_news",
                {
                    "items": [
                        ("page", {"page": others[1]}),
                        ("outside", {"title": "Out", "url": "https://o.example/", "site_name": "O"}),
                    ],
                    "automatic": True,
                },
            ),
        ],
    )
    page.article_topics.create(topic=Topic.objects.create(name="Space", locale=english))
    author = Author.objects.create(
        name="Jane Doe", role="Editor", url="https://jane.example/", locale=english
    )
    page.article_authors.create(author=author)
    page.corrections.create(note="The date was wrong.", at=datetime(2018, 3, 1, tzinfo=UTC))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def document(page: Any) -> content.Document:
    return render(type(page).objects.get(pk=page.pk)).document


def test_document_is_complete(council: Any, indexes: Any) -> None:
    found = document(council)
    assert (found.type, found.title, found.kicker) == ("article", "Council founded", "Space")
    assert (found.summary, found.dateline, found.section) == ("Two countries agree.", "Luxembourg", "")
    assert found.published_at == datetime(2018, 2, 14, 9, tzinfo=UTC)
    assert found.source_organisation == "Ministry of the Economy"
    assert found.authors == [content.Author("Jane Doe", "Editor", "https://jane.example/")]
    assert found.topics == [content.Topic("space", "Space")]
    assert found.all_news == content.Link("All news", indexes["en"].url)
    assert found.full_article == [
        content.FullArticle("de", "Read full article in German", "https://n.example/a", None, "N")
    ]
    kinds = [(item.position, item.kind, item.title, item.external) for item in found.related]
    assert kinds == [
        (1, "manual", "Story 1", False),
        (2, "manual", "Out", True),
        (3, "auto", "Story 2", False),
        (4, "auto", "Story 0", False),
    ]
    assert found.corrections == [content.Correction(datetime(2018, 3, 1, tzinfo=UTC), "The date was wrong.")]
    assert [block["type"] for block in found.blocks] == [block.block_type for block in council.body]


def test_pictures_with_role_credit_and_crops_of_the_lead_only(council: Any) -> None:
    lead, rover = document(council).images
    assert (lead.role, lead.alt, lead.caption, lead.credit) == (
        "lead",
        "Two flags",
        "After the meeting",
        content.Credit("MECO"),
    )
    assert (rover.role, rover.alt, rover.credit) == ("body", "A rover", content.Credit("Jane Doe"))
    crops = {"social", "1x1", "4x3", "16x9"}
    assert crops <= {file.name for file in lead.renditions}
    assert not crops & {file.name for file in rover.renditions}


def test_html_is_the_article_alone_and_the_pages_own(council: Any) -> None:
    html = document(council).html
    assert html.startswith("<article")
    assert html.rstrip().endswith("</article>")
    served = Client().get(council.url).content.decode()
    assert html.strip() in served


def test_without_a_related_block_the_list_is_appended_or_switched_off(write: Any) -> None:
    write("Older")
    assert [item.kind for item in document(write("Newer")).related] == ["auto"]
    assert document(write("Newest", related_automatically=False)).related == []


def test_french_document_speaks_french(write: Any, indexes: Any) -> None:
    page = write("Conseil", lang="fr", body=[
        ("full_article", {"rows": [{"url": "https://n.example/a", "site_name": "N", "language": "en"}]}),
    ])  # fmt: skip
    found = document(page)
    assert found.full_article[0].label == "Lire l'article complet en anglais"
    assert found.all_news == content.Link("Toutes les actualités", indexes["fr"].url)
    assert 'lang="fr"' in found.html


def test_section_is_the_index_below_all_news(write: Any, indexes: Any) -> None:
    indexes["en"].refresh_from_db()
    section = indexes["en"].add_child(
        instance=type(indexes["en"])(title="Economy", locale=indexes["en"].locale)
    )
    found = document(write("Council", under=section))
    assert found.section == "Economy"
    assert found.all_news.url == indexes["en"].url


def test_apis_and_payload_agree(council: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = WithApis
    client = Client()
    two = client.get(f"/api/v2/pages/{council.pk}/?fields=*").json()
    three = client.get(f"/api/v3/pages/{council.pk}/").json()
    names = ["kicker", "summary", "summary_shown", "lead", "dateline", "section", "topics", "authors",
             "corrections", "reading_minutes", "source_organisation", "canonical_url", "body"]  # fmt: skip
    assert {name: two[name] for name in names} == {name: three[name] for name in names}
    found = document(council)
    assert two["body"] == found.blocks
    assert two["topics"] == [{"slug": "space", "name": "Space", "lang": "en"}]
    assert two["lead"]["credit"]["text"] == "MECO"
    assert two["lead"]["renditions"][0]["url"].startswith("http://localhost/media/")
    related = next(block["value"] for block in two["body"] if block["type"] == "related_news")
    assert [item["title"] for item in related["items"]] == [item.title for item in found.related]


def test_queries_do_not_grow_with_the_body(write: Any, picture: Any) -> None:
    def queries(blocks: int) -> int:
        body = []
        for number in range(blocks):
            body.append(("paragraph", f"<p>Text {number}.</p>"))
            body.append(
                ("image", {"image": picture(f"{number}.jpg", (400, 300), credit="MECO"), "alt_text": "x"})
            )
        page = write(f"With {blocks}", body=body, related_automatically=False)
        document(page)  # makes the renditions
        fresh = type(page).objects.get(pk=page.pk)
        with CaptureQueriesContext(connection) as captured:
            render(fresh)
        return len(captured)

    assert queries(12) == queries(2)


def test_page_and_payload_read_nothing_twice(council: Any) -> None:
    render(council)  # makes the renditions
    fresh = type(council).objects.get(pk=council.pk)
    with CaptureQueriesContext(connection) as captured:
        render(fresh)
    asked = [one["sql"] for one in captured]
    assert len(asked) == len(set(asked)), "the same statement twice"
    assert len(asked) <= 13


def test_every_article_type_is_published_by_this_function(council: Any) -> None:
    function = content.function_for(type(council))
    assert function is not None
    assert isinstance(function(council, HttpRequest()), content.Document)
