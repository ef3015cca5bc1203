"""A stranger's HTML as an article's blocks: nothing but the blocks' own marks survives, and no words
are lost; what stands between them becomes paragraphs."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import nh3
from lxml import html as lxml_html
from lxml.etree import ParserError

from newswire.cms.articles.reading import plain
from newswire.cms.importing.tables import table_value

MARKS = {"p", "br", "b", "i", "strong", "em", "a", "ul", "ol", "li", "sup", "sub"}
DROPPED = {"script", "style", "form", "noscript", "object", "svg", "template", "textarea", "select"}
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
PARAGRAPHS = {"p", "pre", "address", "dt", "dd", "figcaption", "summary"}
LISTS = {"ul", "ol"}
CONTAINERS = {"div", "section", "article", "main", "center", "header", "footer", "aside", "details", "dl"}
HANDLED = {"img", "figure", "blockquote", "table", "iframe", "video", "audio"}
BLOCKS = {*HEADINGS, *PARAGRAPHS, *LISTS, *CONTAINERS, *HANDLED, "hr"}
EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
LONG_MARKS = {"strong": "b", "em": "i"}
ANCHOR = re.compile(r'<a href="([^"]*)">')
YOUTUBE = re.compile(r"//(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

Block = tuple[str, Any]
Place = Callable[[Any, str], dict[str, Any] | None]  # (img element, caption) to an image block's value
FindPage = Callable[[str], int | None]  # this site's page that came of an address


class Prose:
    """One text on its way; `blocks` is called once."""

    def __init__(self, place: Place, find_page: FindPage, base: str = "") -> None:
        self._place = place
        self._find_page = find_page
        self._base = base
        self._blocks: list[Block] = []
        self._paragraphs: list[str] = []
        self._run = ""  # inline markup that no paragraph holds yet

    def blocks(self, html: str) -> list[Block]:
        html = CONTROL.sub("", html)
        try:
            root = lxml_html.fragment_fromstring(html, create_parent="div")
        except ParserError:
            return []
        if self._base:
            root.make_links_absolute(self._base, handle_failures="ignore")
        self._walk(root)
        self._end_paragraphs()
        return self._blocks or _words_alone(html)

    def _walk(self, element: Any) -> None:
        self._run += _escaped(element.text)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in DROPPED:
                self._take(child)
            self._run += _escaped(child.tail)

    def _take(self, element: Any) -> None:
        tag = element.tag
        media = next(element.iter("img", "iframe", "video", "audio", "table"), None)
        if tag in HEADINGS and media is None and len(element.text_content()) <= 255:
            self._heading(element)
        elif tag in LISTS and media is None:
            self._list(element)
        elif tag in HANDLED:
            getattr(self, f"_{tag}")(element)
        elif tag in BLOCKS or any(one.tag in BLOCKS for one in element.iterdescendants()):
            self._end_run()
            self._walk(element)
            self._end_run()
        else:
            self._run += lxml_html.tostring(element, encoding="unicode", with_tail=False)

    def _heading(self, element: Any) -> None:
        if text := plain(element.text_content()):
            self._add("heading", {"text": text, "level": HEADINGS[element.tag]})

    def _list(self, element: Any) -> None:
        self._end_run()
        for paragraph in element.xpath(".//li//p"):
            paragraph.drop_tag()
        self._paragraphs.append(lxml_html.tostring(element, encoding="unicode", with_tail=False))

    def _img(self, element: Any, caption: str = "") -> None:
        if value := self._place(element, caption):
            self._add("image", value)

    def _figure(self, element: Any) -> None:
        caption = next((plain(one.text_content()) for one in element.findall("figcaption")), "")
        pictures = list(element.iter("img"))
        address = plain(element.text_content())
        if len(pictures) > 1:
            self._gallery(element, caption)
        elif pictures:
            self._img(pictures[0], caption)
        elif "embed" in element.get("class", "") and address.startswith(("https://", "http://")):
            self._embed(address.split()[0], caption)
        else:
            self._end_run()
            self._walk(element)
            self._end_run()

    def _gallery(self, element: Any, title: str) -> None:
        placed = []
        for one in element.iter("img"):
            figure = next(one.iterancestors("figure"))
            caption = "" if figure is element else plain("".join(figure.xpath("./figcaption//text()")))
            placed.append(self._place(one, caption))
        pictures = [value for value in placed if value]
        if len(pictures) > 1:
            self._add("gallery", {"title": title[:255], "pictures": pictures})
        elif pictures:
            self._add("image", pictures[0])

    def _blockquote(self, element: Any) -> None:
        cite = next(element.iter("cite"), None)
        name = plain(cite.text_content()) if cite is not None else ""
        if cite is not None:
            cite.drop_tree()
        if text := plain(element.text_content()):
            self._add("quote", {"text": text, "name": name[:255]})

    def _table(self, element: Any) -> None:
        if value := table_value(element):
            self._add("table", value)

    def _iframe(self, element: Any) -> None:
        self._embed(element.get("src", ""), plain(element.get("title", "")))

    def _video(self, element: Any) -> None:
        sources = [element.get("src"), *(one.get("src") for one in element.iter("source"))]
        if address := next(filter(None, sources), ""):
            self._embed(address, plain(element.get("title", "")))

    _audio = _video

    def _embed(self, address: str, title: str) -> None:
        if video := YOUTUBE.search(address):
            address = f"https://www.youtube.com/watch?v={video[1]}"
        site = urlsplit(address).hostname if address.startswith(("https://", "http://")) else ""
        if site:
            self._add("embed", {"url": address, "title": (title or site)[:255]})

    def _add(self, kind: str, value: Any) -> None:
        self._end_paragraphs()
        self._blocks.append((kind, value))

    def _end_run(self) -> None:
        if self._run.strip():
            self._paragraphs.append(f"<p>{self._run.strip()}</p>")
        self._run = ""

    def _end_paragraphs(self) -> None:
        self._end_run()
        html = nh3.clean(
            "".join(self._paragraphs),
            tags=MARKS,
            clean_content_tags=DROPPED - MARKS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel=None,
        )
        for long, short in LONG_MARKS.items():
            html = html.replace(f"<{long}>", f"<{short}>").replace(f"</{long}>", f"</{short}>")
        html = EMPTY.sub("", ANCHOR.sub(self._link, html))
        if plain(html):
            self._blocks.append(("paragraph", html))
        self._paragraphs = []

    def _link(self, anchor: re.Match[str]) -> str:
        page = self._find_page(anchor[1].replace("&amp;", "&"))
        return f'<a linktype="page" id="{page}">' if page else anchor[0]


def _words_alone(html: str) -> list[Block]:
    """What the parser gave up on: it nests no deeper than 256 elements."""
    text = nh3.clean(html, tags=set(), clean_content_tags=DROPPED).strip()
    return [("paragraph", f"<p>{text}</p>")] if text else []


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
