import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model


@pytest.fixture
def document(db, media):
    file = ContentFile(b"%PDF-1.7" + b" " * 2040, "memorandum.pdf")
    document = get_document_model()(title="Memorandum", file=file, file_size=file.size)
    document.save()
    return document


def test_link_says_kind_and_size(tree, document):
    (p,) = tree(("document", {"document": document.pk, "title": ""}))
    assert p.find("a").get("href") == document.url
    assert "".join(p.itertext()).replace("\xa0", " ") == "Memorandum (PDF, 2.0 KB)"


def test_api(api, document, make_page):
    (shown,) = api(("document", {"document": document.pk, "title": "MoU"}), page=make_page("Article"))
    assert shown == {
        "title": "MoU",
        "url": f"https://news.example.org{document.url}",
        "filename": document.filename,
        "type": "application/pdf",
        "bytes": 2048,
    }


def test_deleted_document_is_left_out(html, api, document):
    block = ("document", {"document": document.pk, "title": "MoU"})
    document.delete()
    assert html(block).strip() == ""
    assert api(block) == [None]


def test_document_is_required_when_published(errors):
    value = {"document": None, "title": ""}
    assert errors("document", value) == {"document": ["This field is required."]}
    assert errors("document", value, draft=True) == {}
