import html5lib
import pytest

from newswire.publisher.render.addresses import Base
from newswire.publisher.render.fragments import is_markup
from newswire.publisher.render.sanitise import sanitised

MANY = "=" * 500_000
BASE = Base("https://news.example.org/en/harbour/")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('<p class="lead newswire-caption x" style="color:red">A</p>', '<p class="newswire-caption">A</p>'),
        ('<p class="lead">A</p>', "<p>A</p>"),
        ('<p lang="ar" dir="rtl">A</p>', '<p lang="ar" dir="rtl">A</p>'),
        ("<main><h1>A</h1></main>", "<h1>A</h1>"),
        ("<article><h1>A</h1></article>", "<article><h1>A</h1></article>"),
        ("<p>A<script>steal()</script></p>", "<p>A</p>"),
        ('<p>A</p><iframe src="https://video.example/1"></iframe>', "<p>A</p>"),
        ("<form><label>Mail</label><input></form><p>A</p>", "<p>A</p>"),
        ("<p>A<!-- secret --></p>", "<p>A</p>"),
        ('<a href="javascript:steal()" onclick="steal()">A</a>', "<a>A</a>"),
        ('<a href="data:text/html,x" rel="external" aria-label="B" id="c">A</a>', '<a id="c">A</a>'),
        ('<a href="">A</a>', "<a>A</a>"),
        ('<p>A<img src="data:image/png;base64,AAAA" alt="B">C</p>', "<p>AC</p>"),
        ('<a href="/b/" hreflang="fr" target="_blank" rel="external">A</a>',
         '<a href="https://news.example.org/b/" hreflang="fr" rel="external">A</a>'),
        ('<a href="/b/" data-publication="1">A</a>', '<a href="https://news.example.org/b/">A</a>'),
        ('<img src="/a.jpg" srcset="/b.webp 320w" sizes="100vw" alt="" loading="lazy" onerror="x()">',
         '<img src="https://news.example.org/a.jpg" srcset="https://news.example.org/b.webp 320w"'
         ' sizes="100vw" alt="" loading="lazy">'),
        ('<video poster="/p.jpg" controls autoplay></video>',
         '<video poster="https://news.example.org/p.jpg" controls=""></video>'),
        ('<table><tr><td colspan="2">1</table>',
         '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>'),
        ('<time datetime="2026-03-02">2 March</time>', '<time datetime="2026-03-02">2 March</time>'),
        ("<p>A <b>bold", "<p>A <b>bold</b></p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_allow_list(given, expected):
    assert sanitised(given, BASE) == expected


def test_a_picture_element_survives_the_parser_that_cut_it_out_of_its_page():
    cut = '<picture><source srcset="/a.webp 1x"><img src="/a.jpg" alt=""></source></picture><p>B</p>'
    found = sanitised(cut, BASE)
    assert found.endswith('alt=""></picture><p>B</p>')
    html5lib.HTMLParser(strict=True).parseFragment(found)


def test_sanitising_twice_changes_nothing():
    once = sanitised('<p>A &amp; B <a href="/ü/?a=1&b=2">c</a><wbr>d</p><img src="a b.jpg">', BASE)
    assert sanitised(once, BASE) == once


def test_markup_is_looked_for_in_one_pass():
    """Twice the length in four times the time would take this one beyond any time limit."""
    for text in ("<a " + MANY, "<a /" + MANY, "<a on" + MANY, "<img" * 500_000, "> <br" * 500_000 + "x"):
        assert is_markup(text) is text.startswith(">"), text[:5]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a x=1>", True),
        ("<svg/onload=x", True),
        ("<br>", True),
        ('<img alt="<" src=x>', True),
        ("<img\n>", True),
        ("</p>", True),
        ("a > b and <img", False),
        ("<image>", False),
        ("if a<b then b>a", False),
    ],
)
def test_what_counts_as_markup(text, found):
    assert is_markup(text) is found
