"""What code and imports leave in an article that no form would take: valid by judges, and harmless."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from support.announced import deliveries, last, republish
from support.verdicts import verdicts
from wagtail.images import get_image_model
from wagtail.rich_text import RichText

from newswire.publisher.models import Intent, LanguageSet, OutsideVersion

pytestmark = pytest.mark.django_db(transaction=True)

PROSE = "The ministers met in the morning and agreed that scientists of both countries will work together. "
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><script>alert(1)</script></svg>'
EVIL = ("javascript:", "vbscript:", "data:", "<script>alert")
ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "",
    "#a b",
    "//other.example/x y",
    "http://exa mple.com/",
    "http://other.example/[x]?q={a}|b[]=c#[y]",
    "http://user:secret@other.example/",
    "http://other.example:99999/",
    "http://ünï.example/ä?ö#ü",
    "http://[broken",
    "mailto:a b@c.example",
    "tel:+352 12",
]
BEL = "x\x08\x0b\x7f\x9f\ufffe\ufdd0y"
LINE = "a\u2028b\u2029c"


def paragraph(text: str) -> tuple[str, RichText]:
    return "paragraph", RichText(f"<p>{text}</p>")


def table(*rows: list[Any], **options: Any) -> tuple[str, Any]:
    return "table", {
        "data": list(rows),
        "table_caption": "Ships",
        "first_row_is_table_header": True,
        **options,
    }


def leading_to(address: str) -> list[Any]:
    """A block of each kind that holds an address."""
    outside = {"title": "T", "url": address, "site_name": "N", "summary": "", "language": "fr"}
    return [
        paragraph(f'<a href="{address}">A</a> {PROSE}'),
        ("embed", {"url": address, "title": "A film"}),
        ("quote", {"text": "Q", "source_url": address}),
        ("link_button", {"text": "Sign up", "url": address, "site_name": "N"}),
        ("full_article", {"rows": [{"url": address, "site_name": "N", "language": "de"}]}),
        ("related_news", {"items": [("outside", outside)], "automatic": False}),
    ]


def controls(picture: Any) -> list[Any]:
    """A block of each kind with what cannot be written in each of its texts."""
    outside = {"title": BEL, "url": f"https://a.example/{BEL}", "site_name": BEL, "summary": BEL}
    placed = {"image": picture, "alt_text": BEL, "caption": BEL, "credit": BEL}
    return [
        paragraph(f"{BEL} {LINE} \x00\ud800 {PROSE}"),
        ("heading", {"text": BEL, "level": "h2"}),
        ("quote", {"text": f"{BEL}\n\n{LINE}", "name": BEL, "role": BEL}),
        ("fact_box", {"heading": BEL, "text": RichText(f"<p>{BEL}</p>")}),
        table([BEL, "b"], ["c", LINE], table_caption=BEL),
        ("link_button", {"text": BEL, "url": "https://a.example/", "site_name": BEL}),
        ("full_article", {"rows": [{"url": "https://a.example/", "site_name": BEL, "language": "de"}]}),
        ("related_news", {"heading": BEL, "items": [("outside", outside)], "automatic": False}),
        ("image", placed),
        ("gallery", {"title": BEL, "pictures": [placed, placed]}),
        ("embed", {"url": f"https://a.example/{BEL}", "title": BEL, "poster": picture, "credit": BEL}),
        ("photo_credit", {"text": BEL}),
    ]


def empty() -> list[Any]:
    return [
        ("heading", {"text": "  ", "level": "h2"}),
        paragraph(""),
        ("quote", {"text": ""}),
        ("fact_box", {"heading": "", "text": RichText("<p>F</p>")}),
        ("image", {"image": None}),
        ("embed", {"url": ""}),
        ("link_button", {"text": "", "url": ""}),
        ("full_article", {"rows": []}),
        ("gallery", {"title": "", "pictures": []}),
        table(),
        table([None]),
    ]


def bodies(picture: Any, drawing: Any, lost: Any) -> Iterator[tuple[str, list[Any], dict[str, Any]]]:
    """(title, body, fields) of each article."""
    yield from ((f"Address {number}", leading_to(one), {}) for number, one in enumerate(ADDRESSES))
    texts = dict.fromkeys(
        ("kicker", "summary", "dateline", "source_organisation", "lead_caption", "lead_alt_text"), BEL
    )
    yield f"Controls {BEL}{LINE}", controls(picture), {**texts, "lead_picture": picture, "lead_credit": BEL}
    yield "Empty", empty(), {}
    wide = [[f"{row}.{column}" for column in range(30)] for row in range(300)]
    yield "Tables", [table(["a", "b"], ["c"], [], [None, 0, "<b>", "more"]), table(*wide)], {}
    yield "Nested", [paragraph("<ul><li>x" * 60 + "</li></ul>" * 60)], {}
    yield "Unbalanced", [paragraph("<b><i>x</b></i></div></article></main><h1>y</h1><table><tr><td>z")], {}
    placed = {"image": picture, "alt_text": '"><img src=x onerror=1>', "caption": "<b>", "credit": "<script>"}
    yield "</script><!-- <script>", [("image", placed), paragraph(PROSE)], {"lead_credit": "</figcaption>"}
    shown = {"lead_picture": drawing, "lead_alt_text": "A drawing"}
    yield "Drawing", [("image", {"image": drawing, "alt_text": "A drawing"})], shown
    missing = {"lead_picture": lost, "lead_alt_text": "A rover"}
    pictures = [{"image": lost, "alt_text": "L"}, {"image": picture, "alt_text": "P"}]
    yield "Lost", [("image", pictures[0]), ("gallery", {"title": "G", "pictures": pictures})], missing
    both = "A \u202e\u2066 title \u05e9\u05dc\u05d5\u05dd"
    yield both, [paragraph(f"\u202b\u202a {PROSE}"), ("quote", {"text": both, "name": "\u202eX"})], {}
    for year in (1582, 1890, 1970):
        yield f"Year {year}", [paragraph(PROSE)], {"published_on": datetime(year, 1, 1, tzinfo=UTC)}
    for at in (datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)):
        yield f"At {at.month}", [paragraph(PROSE)], {"published_on": at}


@pytest.fixture
def pictures(image: Any, own_media: None) -> tuple[Any, Any, Any]:
    """A photograph, a drawing with a script in it, and one whose file is gone."""
    drawing = get_image_model()(title="Drawing")
    drawing.file.save("evil.svg", ContentFile(SVG), save=False)
    drawing.width, drawing.height = 100, 50
    drawing.save()
    lost = image("lost.jpg")
    Path(lost.file.path).unlink()
    return image("picture.jpg"), drawing, lost


@pytest.fixture
def full(channel: Any) -> list[Any]:
    return [
        channel(page_types=["newswire_pages.articlepage"], format=format)
        for format in ("cloudevents", "ninjs", "html", "text")
    ]


def values(found: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of some JSON with the name that it stands under."""
    if isinstance(found, dict):
        for key, value in found.items():
            yield from values(value, key)
    elif isinstance(found, list):
        for value in found:
            yield from values(value, name)
    elif isinstance(found, str):
        yield name, found


def test_all_of_it_comes_out_valid_and_harmless(write: Any, full: Any, pictures: Any, folder: Path) -> None:
    pages = [
        write(title, blocks, slug=f"page-{number}", related_automatically=False, **fields)
        for number, (title, blocks, fields) in enumerate(bodies(*pictures))
    ]
    found = verdicts(full, pages, folder)
    # A warning: no town keeps the minutes of 1890 today.
    assert [one for one in found if "Minutes in time zone designator" not in one] == []
    for page in pages:
        assert [len(deliveries(one, page)) for one in full] == [1, 1, 1, 1]
        data = last(full[0], page)["data"]
        for name, text in values(data):
            assert not any(one in text.lower() for one in EVIL), (name, text)
            assert "secret" not in text
            if name.lower().endswith("url") and text:
                assert text.isascii() and text.partition(":")[0] in {"https", "http", "mailto", "tel"}, text
        for named in ("fullArticle", "related"):
            assert all(one["url"] for one in data[named])


def test_what_is_said_beside_the_page_is_cleaned_too(write: Any, full: Any, folder: Path) -> None:
    """Notes of corrections and versions on other sites never went through a page's form."""
    page = write("Council", [paragraph(PROSE)])
    of = LanguageSet.objects.create(key=page.translation_key)
    OutsideVersion.objects.create(set=of, lang="fr", url="https://é.example/à b", reciprocal=True)
    page.corrections.create(note=BEL, at=datetime(2018, 3, 1, tzinfo=UTC))
    page.save_revision().publish()
    assert verdicts(full, [page], folder) == []
    Intent.objects.create(page_id=page.pk, kind=Intent.Kind.CORRECTION, note=f"Two{BEL}")
    republish(page, title="Council founded")
    assert verdicts(full, [page], folder) == []
    data = last(full[0], page)["data"]
    assert data["languageVersions"][0]["url"] == "https://xn--9ca.example/%C3%A0%20b"
    assert data["head"]["hreflang"][1]["url"] == data["languageVersions"][0]["url"]
    assert data["reason"]["note"] == "Twoxy"
    assert [one["note"] for one in data["corrections"]] == ["xy", "Twoxy"]


@pytest.mark.parametrize("year", [1, 26, 999])
def test_a_year_of_few_digits_is_refused_in_words(write: Any, year: int) -> None:
    with pytest.raises(ValidationError, match="fewer than four digits"):
        write("Council", [paragraph(PROSE)], published_on=datetime(year, 1, 2, tzinfo=UTC))


def test_a_date_beyond_the_calendar_is_named_and_others_go_on(write: Any, full: Any, folder: Path) -> None:
    page, other = (write(title, [paragraph(PROSE)]) for title in ("Council", "Harbour"))
    type(page).objects.filter(pk=page.pk).update(published_on=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    (error,) = verdicts(full, [page], folder)
    assert "date value out of range" in error
    assert verdicts(full, [other], folder) == []
    assert [len(deliveries(one, other)) for one in full] == [1, 1, 1, 1]
