"""Text of a word processor, pasted in a real Chromium."""

import re
from typing import Any

import pytest
from e2e.editing import Editor
from playwright.sync_api import Page, expect

from newswire.cms.pages.models import ArticlePage

from .looking import look

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

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
COPY = """html => navigator.clipboard.write([
    new ClipboardItem({'text/html': new Blob([html], {type: 'text/html'})})
])"""


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
