"""A host's own markup as the HTML standard lets elements stand in each other: browsers forgive, readers of
feeds and validators do not. What an element is goes, where it may not stand; its text never does.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

from . import css_values
from .attributes import said
from .sanitise import words

# Elsewhere each of these is no more than its content.
WITHIN = {
    "li": {"ul", "ol"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "rt": {"ruby"},
    "rp": {"ruby"},
    "source": {"picture", "video", "audio"},
    "track": {"video", "audio"},
}
EMPTY = ("source", "track", "wbr")
FIRST_ALONE = frozenset({"figcaption", "summary"})
HOLDS_TEXT = frozenset({"li", "dt", "dd", "figcaption", "summary"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | words(
    "address article aside blockquote details div dl fieldset figure footer form header hr main nav ol p pre"
    " section table ul"
)
PHRASES = words(
    "abbr b bdi bdo cite code data dfn em i kbd mark q s samp small span strong sub sup time u var"
)
REFERENCES = ("aria-labelledby", "aria-describedby", "headers")


def mended(root: HtmlElement) -> None:
    """Changes the tree."""
    _close(root)
    for element in list(root.iterdescendants()):
        if isinstance(element.tag, str):
            _mend(element)
    _lists(root)
    _names(root)


def _close(root: HtmlElement) -> None:
    """libxml2 knows HTML 4: to it whatever follows one of these stands in it."""
    for element in list(root.iter(*EMPTY)):
        for child in reversed(element):
            element.addnext(child)
        element.tail = f"{element.text or ''}{element.tail or ''}"
        element.text = None


def _mend(element: HtmlElement) -> None:
    tag = element.tag
    if tag == "menu":
        element.tag = "ul"
    elif tag in WITHIN and _is_astray(element, element.getparent()):
        _dissolve(element)
    elif _says_nothing(element):
        element.drop_tag()
    elif _holds_what_it_may_not(element):
        element.tag = "div"
    elif tag in ("img", "source"):
        if tag == "img":
            element.set("alt", element.get("alt", ""))
        _say_its_sizes(element)


def _say_its_sizes(element: HtmlElement) -> None:
    """Where there are several by their widths, and only there."""
    if not element.get("srcset", "").strip().endswith("w"):
        element.attrib.pop("sizes", None)
    elif "sizes" not in element.attrib:
        element.set("sizes", css_values.ALL)


def _says_nothing(element: HtmlElement) -> bool:
    if element.tag in HEADINGS:
        return not element.text_content().strip() and element.find(".//img") is None
    if element.tag == "time":
        return said("time", "datetime", element.get("datetime", element.text_content().strip())) is None
    return element.tag == "data" and "value" not in element.attrib


def _holds_what_it_may_not(element: HtmlElement) -> bool:
    """A list of terms without one, a group of headings without one, a phrase with a paragraph in it."""
    match element.tag:
        case "dl":
            return element.find("dt") is None and element.find("div/dt") is None
        case "hgroup":
            return not any(child.tag in HEADINGS for child in element)
    return element.tag in PHRASES and any(True for _ in element.iterdescendants(*BLOCKS))


def _is_astray(element: HtmlElement, parent: HtmlElement) -> bool:
    if parent.tag not in WITHIN[element.tag] or (element.tag == "source" and "src" in parent.attrib):
        return True
    return element.tag in FIRST_ALONE and parent.find(element.tag) is not element


def _dissolve(element: HtmlElement) -> None:
    if element.tag in HOLDS_TEXT:
        element.tag = "div"
    else:
        element.drop_tag()


def _lists(root: HtmlElement) -> None:
    """Whatever stands between the items of a list is an item."""
    for one in root.iter("ul", "ol"):
        if text := (one.text or "").strip():
            one.text = None
            one.insert(0, _item(one, text))
        for child in list(one):
            tail, child.tail = (child.tail or "").strip(), None
            if child.tag != "li" and isinstance(child.tag, str):
                item = _item(one)
                one.replace(child, item)
                item.append(child)
                child = item
            if tail:
                child.addnext(_item(one, tail))


def _item(parent: HtmlElement, text: str = "") -> HtmlElement:
    item = parent.makeelement("li")
    item.text = text or None
    return item


def _names(root: HtmlElement) -> None:
    """Of two elements of one id the first has it; nothing names what is not there."""
    known: set[str] = set()
    for element in _with(root, "id"):
        if element.attrib["id"] in known:
            del element.attrib["id"]
        else:
            known.add(element.attrib["id"])
    for name in REFERENCES:
        for element in _with(root, name):
            if not set(element.attrib[name].split()) <= known:
                del element.attrib[name]


def _with(root: HtmlElement, name: str) -> Iterator[HtmlElement]:
    return (one for one in root.iter() if isinstance(one.tag, str) and name in one.attrib)
