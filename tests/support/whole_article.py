"""An article with one block of each type, and something in each part of it."""

import uuid

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from newswire.cms.pages.models import ArticlePage, NewsIndexPage
from support.once import once


@pytest.fixture
def things(db, settings, tmp_path_factory):
    """Two of each thing that can be pointed at: one stands in the article, the other replaces it."""
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / "things"  # files stay, as the rows of `once` do
    once("things", _make_things)
    models = {"picture": get_image_model(), "document": get_document_model()}
    return {name: list(model.objects.order_by("pk")) for name, model in models.items()}


def _make_things():
    for n in range(2):
        get_image_model().objects.create(title=f"Picture {n}", file=get_test_image_file(f"{n}.png"))
    for n in range(2):
        get_document_model().objects.create(title=f"Document {n}", file=ContentFile(b"x", f"{n}.txt"))


@pytest.fixture
def indexes(tree, home_in):
    once("indexes in two languages", lambda: _make_indexes(home_in))
    return {page.locale.language_code: page for page in NewsIndexPage.objects.select_related("locale")}


def _make_indexes(home_in):
    key = uuid.uuid4()
    for lang in ("en", "fr"):
        home = home_in(lang)
        index = NewsIndexPage(title="News", slug="all", locale=home.locale, translation_key=key)
        home.add_child(instance=index)


@pytest.fixture
def article(indexes, things):
    once("whole article", lambda: _make_article(indexes["en"], things))
    *things["page"], page = ArticlePage.objects.order_by("pk")
    return page


def _make_article(index, things):
    others = [
        index.add_child(instance=ArticlePage(title=f"Other {n}", locale=index.locale)) for n in range(2)
    ]
    page = ArticlePage(title="Rover", locale=index.locale, lead_picture=things["picture"][0])
    page.body = body_of({**things, "page": others})
    index.add_child(instance=page)
    page.save_revision().publish()


def body_of(things):
    """One block of each type, as the database keeps it, with something in each part."""
    image, page = things["picture"][0].pk, things["page"][0].pk
    picture = {
        "image": image,
        "alt_text": "A rover",
        "decorative": False,
        "caption": "At noon",
        "credit": "X",
    }
    link = {"page": page, "url": "https://first.example/", "site_name": "First"}
    table = {
        "data": [["Year", "Ships"], ["2024", "12"]],
        "table_caption": "Ships by year",
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "cell": [],
    }
    items = [
        {"type": "page", "value": {"page": page, "title": "T", "summary": "S"}, "id": new_id()},
        {
            "type": "outside",
            "value": {
                "title": "T",
                "url": "https://first.example/",
                "site_name": "First",
                "summary": "S",
                "language": "en",
            },
            "id": new_id(),
        },
    ]
    values = {
        "heading": {"text": "What it does", "level": "h2"},
        "paragraph": "<p>It <b>drives</b> far.</p>",
        "quote": {
            "text": "It works",
            "name": "A. Muller",
            "role": "Engineer",
            "source_url": "https://first.example/",
        },
        "fact_box": {"heading": "Facts", "text": "<p>Six wheels.</p>"},
        "table": table,
        "image": picture,
        "gallery": {
            "title": "Pictures",
            "pictures": [{"type": "item", "value": dict(picture), "id": new_id()}],
        },
        "photo_credit": {"text": "MECO"},
        "embed": {"url": "https://video.example/1", "title": "A film", "poster": image, "credit": "X"},
        "document": {"document": things["document"][0].pk, "title": "A document"},
        "link_button": {"text": "Sign up", **link},
        "full_article": {"rows": [{"type": "item", "value": {**link, "language": "en"}, "id": new_id()}]},
        "related_news": {"heading": "More", "items": items, "automatic": True},
    }
    return [{"type": kind, "value": value, "id": new_id()} for kind, value in values.items()]


def new_id():
    return str(uuid.uuid4())
