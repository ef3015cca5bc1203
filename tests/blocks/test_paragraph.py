import re

import pytest
from django.utils.translation import override
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html

from newswire.blocks.paragraph import FEATURES, ParagraphBlock

WORD = """
<p class="MsoNormal" style="margin:0cm;font-size:11pt"><span lang="FR" style="color:#1F497D">The
<b style="mso-bidi-font-weight:normal">council</b> meets<o:p></o:p></span></p>
<h1>Shouted</h1><table><tr><td>cell</td></tr></table><script>alert(1)</script>
<ul type="disc"><li class="MsoListParagraph">one</li></ul><img src="file:///C:/a.png">
<p><a href="javascript:alert(1)" onclick="x()">link</a></p>
"""


def test_word_processor_text_is_reduced_to_the_features():
    converter = ContentstateConverter(FEATURES)
    written = converter.to_database_format(converter.from_database_format(WORD))
    stored = re.sub(r' data-block-key="\w+"', "", written)  # random letters, which may say anything
    assert "<b>council</b>" in stored
    assert "<li" in stored
    for remnant in ("style", "class", "span", "o:p", "h1", "table", "script", "img", "javascript", "onclick"):
        assert remnant not in stored, remnant


def test_editor_offers_the_features_only():
    assert ParagraphBlock().field.widget.features == FEATURES


def test_host_may_offer_others():
    assert ParagraphBlock(features=["bold"]).field.widget.features == ["bold"]


def test_links_to_pages_are_relative_on_the_page_and_absolute_in_the_api(html, api, make_page):
    page = make_page("Council")
    block = ("paragraph", f'<p><a linktype="page" id="{page.pk}">council</a></p>')
    assert f'<a href="{page.url}">' in html(block, page=page)
    assert api(block, page=page) == [f'<p><a href="https://news.example.org{page.url}">council</a></p>']


def test_link_to_a_deleted_page_leaves_its_words(tree, db):
    paragraph = tree(("paragraph", '<p><a linktype="page" id="999999">council</a></p>'))[0]
    assert "".join(paragraph.itertext()).strip() == "council"


def test_links_follow_the_language_of_the_page(html, make_page):
    target = make_page("Council")
    french = make_page("Conseil", "fr", translation_key=target.translation_key)
    shown = html(("paragraph", f'<a linktype="page" id="{target.pk}">x</a>'), page=make_page("A", "fr"))
    assert f'href="{french.url}"' in shown


@pytest.mark.parametrize(
    "address", ["https://example.org/a", "//example.org/a", "mailto:a@example.org", "#note"]
)
def test_other_addresses_stay_as_they_are(api, address, db):
    assert api(("paragraph", f'<p><a href="{address}">x</a></p>')) == [f'<p><a href="{address}">x</a></p>']


def test_links_of_all_paragraphs_are_looked_up_together(html, make_page, django_assert_num_queries):
    targets = [make_page(f"Page {n}") for n in range(10)]
    blocks = [("paragraph", f'<p><a linktype="page" id="{page.pk}">{page.pk}</a></p>') for page in targets]
    html(*blocks, page=targets[0])
    with django_assert_num_queries(3):  # pages, their specific types, the active language
        shown = html(*blocks, page=targets[0])
    for page in targets:
        assert f'<a href="{page.url}">{page.pk}</a>' in shown


def test_paragraph_is_searched_as_text(make_body):
    body = make_body(("paragraph", "<p>One <b>council</b></p><p>two</p>"))
    (text,) = body.stream_block.get_searchable_content(body)
    assert text.split() == ["One", "council", "two"]


def test_links_are_what_wagtail_makes_of_them(html, make_page):
    """Also to a draft, to a version that is not live, twice to one page, and with odd letters."""
    target, draft = make_page("Council"), make_page("Draft", live=False)
    make_page("Conseil", "fr", live=False, translation_key=target.translation_key)
    link = '<a linktype="page" id="{}">Ünïcode &amp; 火</a>'
    source = f"<p>{link.format(target.pk)} {link.format(draft.pk)} {link.format(target.pk)}</p>"
    with override("fr"):
        assert expand_db_html(source) in html(("paragraph", source), page=make_page("Article", "fr"))
