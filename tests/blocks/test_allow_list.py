"""Rich text that did not go through the editor comes out as if it had."""

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import RichText

from newswire.blocks.allow_list import cleaned, elements
from newswire.blocks.body import ArticleBody
from newswire.blocks.paragraph import FEATURES, ParagraphBlock

HOSTILE = [
    "<p>Text<script>alert(1)</script></p>",
    '<p onclick="alert(1)" style="color:red" class="x">Text</p>',
    '<p>Text</p><img src="x" onerror="alert(1)">',
    "<p>Text</p><svg><script>alert(1)</script></svg>",
    '<p>Text</p><iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<p>Text<style>body{background:url(javascript:alert(1))}</style></p>",
    '<p>Text</p><object data="x.swf"></object><embed src="x.swf">',
    "<p>Text</p><math><mtext></p><script>alert(1)</script>",
    '<p>Text</p><form action="https://evil.example"><input name="password"></form>',
    "<p>Text</p><!-- <script>alert(1)</script> --><video><source onerror=alert(1)></video>",
]
WORD = (
    '<p class="MsoNormal" style="margin:0cm"><b style="mso-bidi-font-weight:normal"><span lang="FR" '
    'style="font-family:Calibri">Gras</span></b><o:p></o:p></p><h1>Titre</h1>'
    "<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]-->"
    '<ul type="disc"><li class="MsoListParagraph">Un</li></ul><table><tr><td>A</td><td>B</td></tr></table>'
)


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_html_leaves_its_words_only(html: str) -> None:
    assert cleaned(html, FEATURES) == "<p>Text</p>"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x"],
)
def test_addresses_that_run_are_taken_off(address: str) -> None:
    assert cleaned(f'<p><a href="{address}">here</a></p>', FEATURES) == "<p><a>here</a></p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Plain, <b>bold</b>, <i>italic</i>, H<sub>2</sub>O, m<sup>2</sup><br>next &amp; last</p>",
        '<p><a linktype="page" id="3">page</a> <a linktype="document" id="4">file</a></p>',
        '<p><a href="https://a.example/?a=1&amp;b=2">out</a> <a href="mailto:a@b.example">mail</a> '
        '<a href="/rooted">in</a> <a href="#part">part</a></p>',
        '<ul><li data-block-key="a1">One</li><li>Two</li></ul><ol><li>Three</li></ol>',
        "<p>العربية, Ελλάδα, 中文, “quotes”, a&nbsp;b</p>",
    ],
)
def test_what_the_editor_writes_stays_as_it_is(html: str) -> None:
    assert cleaned(html, FEATURES) == html


def test_what_the_editors_converter_writes_stays_as_it_is() -> None:
    converter = ContentstateConverter(FEATURES)
    written = converter.to_database_format(converter.from_database_format(WORD))
    assert "data-block-key" in written
    assert cleaned(written, FEATURES) == written


def test_a_word_processors_text_becomes_paragraphs_and_lists() -> None:
    assert cleaned(WORD, FEATURES) == ("<p><b>Gras</b></p><p>Titre</p><ul><li>Un</li></ul><p>A</p><p>B</p>")


def test_a_host_that_offers_more_keeps_more() -> None:
    html = '<h2>Heading</h2><embed embedtype="image" id="1" alt="" format="left"/><hr>'
    assert cleaned(html, ["h2", "image", "hr"]) == html
    assert cleaned(html, FEATURES) == "<p>Heading</p>"
    assert elements(("h2",)) == {"p", "br", "h2"}


@pytest.mark.parametrize("nested", ["<b>" * 5_000, "<div>" * 5_000, "<p" * 5_000, "<a href='" * 2_000])
def test_absurd_nesting_ends(nested: str) -> None:
    assert "script" not in cleaned(nested + "<script>alert(1)</script>", FEATURES)


@pytest.mark.parametrize("way", ["to_python", "normalize", "value_from_form"])
def test_a_paragraph_is_clean_whichever_way_it_came(way: str) -> None:
    block = ParagraphBlock()
    assert getattr(block, way)(HOSTILE[0]).source == "<p>Text</p>"
    assert getattr(block, way)(None).source == ""
    assert block.normalize(RichText(HOSTILE[1])).source == "<p>Text</p>"


def test_a_body_that_was_written_past_the_editor_reads_clean(db: None) -> None:
    stored = [
        {"type": "paragraph", "value": HOSTILE[0], "id": "a"},
        {"type": "fact_box", "value": {"heading": "<b>H</b>", "text": HOSTILE[2]}, "id": "b"},
    ]
    body = ArticleBody().to_python(stored)
    html = body.render_as_block()
    told = str(body.stream_block.get_api_representation(body))
    for said in (html, told):
        assert "alert" not in said
        assert "onerror" not in said
    assert "&lt;b&gt;H&lt;/b&gt;" in html
