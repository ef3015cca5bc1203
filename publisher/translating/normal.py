"""One spelling for what means the same, so that saving a page anew is no change of its text."""

import re
import unicodedata

from lxml import etree
from lxml import html as lxml_html

# Draftail writes these on each save of a text that came from elsewhere.
BOOKKEEPING = ("data-block-key",)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LINES = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "tr", "blockquote", "div"}


def plain(text: object) -> str:
    """Text without the differences that no reader sees. Lines stay: they may be paragraphs."""
    lines = unicodedata.normalize("NFC", str(text or "")).replace("\r\n", "\n").split("\n")
    return "\n".join(_SPACE.sub(" ", line).strip() for line in lines).strip()


def rich(source: str) -> str:
    """Rich text as stored, in one spelling: attributes sorted, white space single, empty lines gone."""
    root = _parsed(source)
    if root is None:
        return ""
    for element in root.iter(etree.Element):
        for name in BOOKKEEPING:
            element.attrib.pop(name, None)
        attributes = sorted(element.attrib.items())
        element.attrib.clear()
        element.attrib.update(attributes)
    for paragraph in list(root):
        if paragraph.tag == "p" and not len(paragraph) and not (paragraph.text or "").strip():
            root.remove(paragraph)
    spelled = (root.text or "") + "".join(etree.tostring(one, encoding="unicode") for one in root)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", spelled)).strip()


def readable(source: str) -> str:
    """Rich text as lines for a person, without its tags."""
    root = _parsed(source)
    if root is None:
        return ""
    parts: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_line = element.tag in _LINES
        parts.append("\n" if is_line else "")
        parts.append((element.text if event == "start" else element.tail) or "")
    lines = (_SPACE.sub(" ", line).strip() for line in "".join(parts).split("\n"))
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def _parsed(source: str) -> lxml_html.HtmlElement | None:
    if not (source or "").strip():
        return None
    return lxml_html.fragment_fromstring(source.replace("\x00", ""), create_parent="div")
