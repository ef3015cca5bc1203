"""HTML of strangers as blocks: every word kept, nothing of its markup but the blocks' own."""

from typing import Any

import pytest

from newswire.cms.importing.items import Picture
from newswire.cms.importing.prose import Prose
from newswire.cms.importing.shortcodes import as_html


def blocks(html: str, pages: dict[str, int] | None = None) -> list[tuple[str, Any]]:
    def place(element: Any, caption: str) -> dict[str, Any] | None:
        return {"src": element.get("src"), "alt": element.get("alt", ""), "caption": caption}

    return Prose(place, (pages or {}).get, "https://old.example/news/a").blocks(html)


def test_paragraphs_and_lists_stand_together_until_something_else_comes() -> None:
    html = "<p>One <strong>two</strong></p><ul><li><p>Three</p></li></ul>four <em>five</em>"
    html += "<h1>Six</h1><p>Seven</p>"
    assert blocks(html) == [
        ("paragraph", "<p>One <b>two</b></p><ul><li>Three</li></ul><p>four <i>five</i></p>"),
        ("heading", {"text": "Six", "level": "h2"}),
        ("paragraph", "<p>Seven</p>"),
    ]


def test_marks_of_a_word_processor_are_taken_off() -> None:
    html = '<p class="MsoNormal" style="x"><o:p></o:p><span lang="FR">One<!-- x --></span></p>'
    html += "<p>&nbsp;</p><p><br></p>"
    assert blocks(html) == [("paragraph", "<p>One</p>")]


def test_scripts_and_odd_links_are_dropped_and_their_words_kept() -> None:
    html = (
        '<p onclick="x()">One <a href="javascript:alert(1)">two</a></p><script>alert(1)</script>three'
        '<style>p{}</style><form><input value="x"></form><svg onload="x()"><text>no</text></svg>'
    )
    assert blocks(html) == [("paragraph", "<p>One <a>two</a></p><p>three</p>")]


def test_links_are_absolute_or_lead_to_the_page_that_came_of_the_address() -> None:
    html = '<p><a href="/news/b?x=1&amp;y=2">b</a> <a href="../about" target="_blank">c</a></p>'
    assert blocks(html, {"https://old.example/news/b?x=1&y=2": 7}) == [
        ("paragraph", '<p><a linktype="page" id="7">b</a> <a href="https://old.example/about">c</a></p>')
    ]


def test_pictures_leave_their_paragraph_in_order() -> None:
    html = '<p>One <a href="/big.jpg"><img src="/a.jpg" alt="A"></a> two</p>'
    image = {"src": "https://old.example/a.jpg", "alt": "A", "caption": ""}
    assert blocks(html) == [("paragraph", "<p>One</p>"), ("image", image), ("paragraph", "<p>two</p>")]


def test_figures_galleries_quotes_tables_and_embeds() -> None:
    html = """<figure><img src="a.jpg"><figcaption>One &amp; two</figcaption></figure>
    <figure class="wp-block-gallery"><figure><img src="b.jpg"><figcaption>B</figcaption></figure>
    <figure><img src="c.jpg"></figure><figcaption>Both</figcaption></figure>
    <blockquote><p>We agreed.</p><cite>A minister</cite></blockquote>
    <figure class="wp-block-table"><table><caption>2023</caption>
    <tr><th>A</th><th>B</th></tr><tr><td>1</td></tr></table></figure>
    <iframe src="https://www.youtube.com/embed/abc_1-2" title="A film"></iframe>
    <figure class="wp-block-embed"><div>https://v.example/1</div></figure>
    <iframe src="javascript:alert(1)"></iframe>"""
    found = blocks(html)
    assert [kind for kind, _ in found] == ["image", "gallery", "quote", "table", "embed", "embed"]
    assert found[0][1]["caption"] == "One & two"
    assert found[1][1]["title"] == "Both"
    assert [one["caption"] for one in found[1][1]["pictures"]] == ["B", ""]
    assert found[2][1] == {"text": "We agreed.", "name": "A minister"}
    assert found[3][1]["data"] == [["A", "B"], ["1", ""]]
    assert found[3][1]["first_row_is_table_header"]
    assert found[3][1]["table_caption"] == "2023"
    assert found[4][1] == {"url": "https://www.youtube.com/watch?v=abc_1-2", "title": "A film"}
    assert found[5][1] == {"url": "https://v.example/1", "title": "v.example"}


@pytest.mark.parametrize("html", ["", "   ", "<!-- only -->", "<p></p>", "<script>x</script>"])
def test_nothing_gives_nothing(html: str) -> None:
    assert blocks(html) == []


def test_hostile_nesting_and_control_characters() -> None:
    assert blocks("<div>" * 5000 + "words\x00\x07\x1e" + "</b>" * 5000) == [("paragraph", "<p>words</p>")]
    assert blocks("one\x00\x1etwo") == [("paragraph", "<p>onetwo</p>")]


def test_a_heading_too_long_for_one_keeps_its_words() -> None:
    assert blocks(f"<h2>{'word ' * 100}</h2>")[0][0] == "paragraph"


def test_classic_wordpress_text_gets_its_paragraphs_and_breaks() -> None:
    html = as_html("One\r\ntwo\r\n\r\n<strong>three</strong>\r\n\r\n<h2>Four</h2>", {})
    assert blocks(html) == [
        ("paragraph", "<p>One<br>two</p><p><b>three</b></p>"),
        ("heading", {"text": "Four", "level": "h2"}),
    ]


def test_shortcodes() -> None:
    attachments = {str(n): Picture(f"https://old.example/{n}.jpg", alt=f"<{n}>", caption="c") for n in (1, 2)}
    content = (
        '[caption id="x" width="3"]<a href="#"><img src="a.jpg" alt="A"></a> Words[/caption]\n\n'
        '[gallery ids="1,2,99"]\n\nhttps://v.example/1\n\n[embed]https://v.example/2[/embed]'
    )
    found = blocks(as_html(content, attachments))
    assert [kind for kind, _ in found] == ["image", "gallery", "embed", "embed"]
    assert found[0][1]["caption"] == "Words"
    assert [one["alt"] for one in found[1][1]["pictures"]] == ["<1>", "<2>"]
