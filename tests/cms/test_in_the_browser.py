"""The article in a real Chromium: what a screen reader hears of it, pasting, credits, bulk upload."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from e2e.conftest import PATIENCE, ROOT, in_this_thread, patient
from e2e.editing import Editor
from PIL import Image as Pillow
from playwright.sync_api import Browser, Page, expect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from newswire.cms.models import Author, PictureCredit, Topic
from newswire.cms.pages.models import ArticlePage

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
LOOKED_AT = ROOT / "build" / "e2e"
WORD = """
<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal {margin:0cm}</style></head><body>
<!--StartFragment--><h1 style="color:#2F5496">A title of the document</h1>
<p class="MsoNormal" style="margin:0cm;font-family:Calibri"><span lang="FR">The <b>council</b> met
<span style="mso-spacerun:yes">&nbsp;</span>on <i>Tuesday</i>.<o:p></o:p></span></p>
<p class="MsoListParagraph"><a href="https://a.example/" style="color:blue">a link</a></p>
<ul type="disc"><li class="MsoNormal">one</li><li class="MsoNormal">two</li></ul>
<table border="1"><tr><td>cell</td></tr></table><script>alert(1)</script><img src="file:///C:/x.png">
<!--EndFragment--></body></html>
"""
__all__ = ["in_this_thread", "patient"]  # fixtures
COPY = """html => navigator.clipboard.write([
    new ClipboardItem({'text/html': new Blob([html], {type: 'text/html'})})
])"""


@pytest.fixture
def page(admin: Client, live_server: Any, browser: Browser) -> Iterator[Page]:
    """A browser in which the editor is logged in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    cookie = {"name": "sessionid", "value": admin.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    context.close()


@pytest.fixture
def at_the_desk(page: Page, live_server: Any) -> Editor:
    return Editor(page, live_server.url)


def look(page: Page, name: str) -> None:
    LOOKED_AT.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=LOOKED_AT / f"composing-{name}.png", full_page=True)


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


class Tree:
    """Chromium's own accessibility tree, as a screen reader gets it."""

    def __init__(self, page: Page) -> None:
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        self.by_id = {node["nodeId"]: node for node in nodes}
        self.nodes = [node for node in self._read(nodes[0]) if not node.get("ignored")]

    def _read(self, node: Any) -> Iterator[Any]:
        """In the order of reading; what is ignored hands on its children."""
        yield node
        for child in node.get("childIds", []):
            if child in self.by_id:
                yield from self._read(self.by_id[child])

    def names(self, role: str) -> list[str]:
        return [node["name"]["value"] for node in self.nodes if node["role"]["value"] == role]

    def levels(self) -> list[tuple[int, str]]:
        def level(node: Any) -> int:
            return next(one["value"]["value"] for one in node["properties"] if one["name"] == "level")

        return [
            (level(node), node["name"]["value"]) for node in self.nodes if node["role"]["value"] == "heading"
        ]

    def inside(self, role: str) -> list[str]:
        """What is said within each element of this role, in order."""
        return [
            " ".join(" ".join(self._said(node)).split())
            for node in self.nodes
            if node["role"]["value"] == role
        ]

    def _said(self, node: Any) -> Iterator[str]:
        for one in self._read(node):
            if one["role"]["value"] in {"StaticText", "image"} and not one.get("ignored"):
                yield one["name"]["value"]


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


def test_text_of_a_word_processor_comes_out_clean(page: Page, at_the_desk: Editor, indexes: Any) -> None:
    at_the_desk.new_article(indexes["en"].pk)
    at_the_desk.headline("Pasted")
    box = at_the_desk.body.locator("[contenteditable=true][role=textbox]").first
    box.click()
    page.evaluate(COPY, WORD)
    page.keyboard.press("Control+v")
    expect(box).to_contain_text("council")
    kept = at_the_desk.body.locator("input[name=body-0-value]")
    expect(kept).to_have_value(re.compile("council"))
    look(page, "pasted")
    at_the_desk.publish()
    source = re.sub(
        r' data-block-key="\w+"', "", ArticlePage.objects.get(title="Pasted").body[0].value.source
    )
    assert set(re.findall(r"<(\w+)", source)) <= {"p", "b", "i", "a", "ul", "li", "br"}
    for kept_words in ("A title of the document", "<b>council</b>", "<i>Tuesday</i>", "<li>one</li>", "cell"):
        assert kept_words in source
    assert '<a href="https://a.example/">a link</a>' in source
    for remnant in ("style", "class", "Mso", "o:p", "<script", "file:", "&lt;"):
        assert remnant not in source


@pytest.fixture
def uncredited(write: Any, picture: Any) -> ArticlePage:
    body = [("paragraph", "<p>Text.</p>"), ("image", {"image": picture("nobody.jpg"), "alt_text": "A field"})]
    return write("Harvest", live=False, body=body)


def test_a_missing_credit_is_named_with_a_way_to_its_field(
    page: Page, at_the_desk: Editor, uncredited: Any
) -> None:
    page.goto(f"{at_the_desk.web}{reverse('wagtailadmin_pages:edit', args=[uncredited.pk])}")
    at_the_desk.publish()
    warning = page.locator(".messages .warning")
    expect(warning).to_contain_text("1 picture of “Harvest” has no photo credit.")
    look(page, "credit-warning")
    warning.get_by_role("link", name="Credit of “nobody.jpg”").click()
    field = page.get_by_label("Photo credit")
    expect(field).to_be_in_viewport()
    field.fill("Jane Doe")
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert PictureCredit.objects.get().text == "Jane Doe"


def test_where_credits_are_required_the_message_stands_at_the_field(
    page: Page, at_the_desk: Editor, uncredited: Any, settings: Any
) -> None:
    settings.NEWSWIRE_CREDIT_RULE = "block"
    page.goto(f"{at_the_desk.web}{reverse('wagtailadmin_pages:edit', args=[uncredited.pk])}")
    page.get_by_role("button", name="More actions").click()
    page.locator("button[name=action-publish]").click()
    # Wagtail's minimap may repeat the words as a link to the block.
    message = at_the_desk.body.locator(".error-message").filter(has_text="“nobody.jpg” has no photo credit.")
    expect(message).to_be_visible()
    message.scroll_into_view_if_needed()
    look(page, "credit-required")
    at_the_desk.body.get_by_label("Photo credit").fill("Jane Doe")
    at_the_desk.publish()
    uncredited.refresh_from_db()
    assert uncredited.live


def test_the_report_lists_pictures_in_use_without_a_credit(
    page: Page, at_the_desk: Editor, uncredited: Any, picture: Any
) -> None:
    uncredited.save_revision().publish()
    picture("unused.jpg")
    page.goto(at_the_desk.web + reverse("newswire_uncredited_pictures"))
    expect(page.get_by_role("link", name="nobody.jpg")).to_be_visible()
    expect(page.get_by_text("unused.jpg")).to_have_count(0)
    look(page, "report")
    page.get_by_role("link", name="nobody.jpg").click()
    page.get_by_label("No credit needed").check()
    page.get_by_role("button", name="Save").first.click()
    page.goto(at_the_desk.web + reverse("newswire_uncredited_pictures"))
    expect(page.get_by_text("nobody.jpg")).to_have_count(0)


def test_many_pictures_at_once_the_broken_one_named(
    page: Page, live_server: Any, indexes: Any, tmp_path: Path
) -> None:
    exif, file = Pillow.Exif(), io.BytesIO()
    exif[0x013B] = "Jane Doe"
    Pillow.new("RGB", (900, 600), "seagreen").save(file, "JPEG", exif=exif.tobytes())
    (tmp_path / "good.jpg").write_bytes(file.getvalue())
    (tmp_path / "short.jpg").write_bytes(file.getvalue()[:-2000])
    (tmp_path / "script.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    page.goto(live_server.url + reverse("wagtailimages:add_multiple"))
    page.locator("input[type=file]").set_input_files(
        [tmp_path / n for n in ("good.jpg", "short.jpg", "script.svg")]
    )
    expect(page.locator(".upload-success")).to_have_count(1)
    expect(page.locator(".upload-failure")).to_have_count(2)
    expect(page.get_by_label("Photo credit")).to_have_value("Jane Doe")
    look(page, "bulk-upload")
    page.get_by_label("Photo credit").fill("Jane Doe / MECO")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".messages .success, .status-msg.update-success").first).to_be_visible()
    image = get_image_model().objects.get()
    image.newswire_credit.refresh_from_db()
    assert image.newswire_credit.text == "Jane Doe / MECO"
