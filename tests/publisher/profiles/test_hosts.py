"""Pages that a host wrote without us, by whatever templates and rich text: what is sent of them is valid."""

from pathlib import Path
from typing import Any

import lxml.html
import pytest
from support.announced import last
from support.verdicts import verdicts

pytestmark = pytest.mark.django_db(transaction=True)

PROSE = "<p>The harbour is open again.</p>"
MARKUP = {
    "plain": PROSE,
    "nothing": "",
    "links": '<a href="/x/" target="_blank" rel="noopener ugc" onclick="x()">A</a> <a name="y">B</a>',
    "nested links": '<a href="/x/">A <a href="/y/">B</a></a><a href="/z/"><button>C</button></a>',
    "headings": "<h1>Again</h1><h2> <b></b></h2><h2>Deep</h2>",
    "lists": "<li>Lost</li><ul><p>P</p><li>L</li>text</ul><menu><li>M</menu>",
    "numbered": "<ol start=x reversed=yes>first<li value=y>Z</li></ol><ol type=q start=-1><li value=7>A</ol>",
    "terms": "<dt>T</dt><dl><p>x</p></dl><dl><div><dt>A<dd>B</div></dl>",
    "tables": "<td>Lost</td><table width=100% border=1 align=center><tr><td colspan=0 rowspan=x nowrap>A"
    "<td headers=nowhere>B<tr><th scope=all>C<td>D</table>",
    "pictures": '<img src=/a.jpg width=100% height=auto align=left><img alt=x><img src="" alt="y">'
    '<img src="/b c.jpg" alt="" srcset="/a.jpg 100w, /c.jpg 200w">',
    "sizes": '<picture><source media="(min-width:40em" srcset="/a.jpg 5w">'
    '<source media="screen and(width>9px)" srcset="/b.jpg 10w, /c.jpg 20w"'
    ' sizes="(max-width: 768px)150px,30vw">'
    '<img src=/d.jpg alt=""'
    ' srcset="/d.jpg 10w" sizes="(max-width: 9px) 30%"></picture><video src=/a.mp4 controls>'
    '<source src=/b.mp4 media="(orientation:landscape)"></video><img src=/e.jpg sizes="calc(1px" alt="">'
    '<img src=/f.jpg alt="" srcset="/f.jpg 9w" sizes="(400px<=width<=700px) min(50vw,9px),'
    'calc(100vw - (2*1px))">',
    "ids": '<p id="a b">A</p><p id="">B</p><p id="main">C</p><p id="main">D</p><a href="#main">E</a>',
    "languages": '<p lang="en_US">A</p><p lang="">B</p><p dir="sideways">C</p><p translate="maybe">D</p>',
    "names": '<p role="nothing">A</p><p aria-labelledby="nowhere">B</p><p aria-label="x">D</p>'
    '<div aria-hidden="perhaps">C</div><ul role="button" aria-describedby="nowhere"><li>E</li></ul>',
    "times": '<time datetime="yesterday">Y</time> <time>T</time> <time>2026-03-02</time> <data>D</data>'
    ' <time datetime="PT2H">two hours</time> <del datetime="x" cite="y z">E</del>',
    "films": '<video src="/a.mp4" controls="yes" autoplay width="50%"></video><audio></audio>'
    '<track src=x><source src=y><iframe src="//video.example/1"></iframe>',
    "old": "<center><font color=red>R</font></center><marquee>M</marquee><tt>T</tt><big>B</big>",
    "own": "<my-thing a=b>M</my-thing><main>Again</main><article><h2>H</h2></article>",
    "astray": "<p>A<div>B</div></p><span><div>C</div></span><b><p>D</p></b><figcaption>E</figcaption>"
    "<summary>F</summary><caption>G</caption><rt>H</rt>",
    "captions": "<figure><figcaption>A</figcaption><figcaption>B</figcaption></figure><hgroup>x</hgroup>"
    "<details><summary>B</summary>A<summary>C</summary></details>",
    "controls": "A\x0bB\x07C\x85D&#0;E&#x80;F\ufffeG",
    "unended": "<p><b>A<!-- B <script>alert(1)</script> <a href='",
    "directions": "<p>\u202e \u0642\u0627\u0644 \u2066 x</p>",
}


# No word is lost with the element that it stood in.
KEPT = {
    "lists": ["Lost", "P", "L", "text", "M"],
    "terms": ["T", "x", "A", "B"],
    "astray": ["A", "B", "C", "D", "E", "F", "GH"],
    "captions": ["A", "B", "x", "B", "A", "C"],
}


@pytest.fixture
def full(channel: Any) -> list[Any]:
    return [channel(format=format) for format in ("cloudevents", "ninjs", "html", "text")]


def test_what_is_sent_of_any_markup_is_valid(full: Any, tree: Any, folder: Path) -> None:
    pages = [
        tree.published(f"Page {name}", slug=name.replace(" ", "-"), body=body)
        for name, body in MARKUP.items()
    ]
    assert verdicts(full, pages, folder) == []
    texts = {page.slug: last(full[0], page)["data"]["html"] for page in pages}
    for slug, words in KEPT.items():
        root = lxml.html.fragment_fromstring(texts[slug], create_parent=True)
        assert " ".join(root.itertext()).split()[-len(words) :] == words
    assert 'lang="en-US"' in texts["languages"] and 'datetime="PT2H"' in texts["times"]
    assert texts["sizes"].count("<source") == 2 and 'sizes="(max-width: 768px) 150px,30vw"' in texts["sizes"]
    assert texts["numbered"].endswith('<ol start="-1"><li value="7">A</li></ol>')
