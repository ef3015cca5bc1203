"""Rich text with a number in place of each element, so that no file can bring markup of its own.

What an element is (`<a linktype="page" id="12">`) stays here, in `Tag`. A file says only where the
numbered elements stand among the words; a number that its source did not have is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from django.utils.translation import gettext as _
from lxml import etree
from lxml import html as lxml_html

from newswire.publisher.translating.refusal import Refused

EMPTY = {"br", "hr", "embed", "img"}
LINES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "hr", "blockquote", "pre", "div"}
DEEPEST = 50
_EMBED = re.compile(r"<embed\b([^>]*?)\s*/?>(?:</embed>)?")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0


@dataclass(frozen=True)
class Tag:
    name: str
    attributes: Mapping[str, str]
    parent: str  # the name of the element around it; empty at the top


@dataclass(frozen=True)
class Code:
    """A numbered element and what stands in it."""

    number: str
    pieces: "tuple[Piece, ...]" = ()


Piece = str | Code
Pieces = Sequence[Piece]


def storable(text: str) -> str:
    """Without the characters that no XML can hold, which no reader sees either."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n"))


def encoded(source: str) -> tuple[list[Piece], dict[str, Tag]]:
    """Rich text as stored: its pieces, and what the numbers stand for."""
    if not source.strip():
        return [], {}
    # HTML's parser does not know that an embed holds nothing.
    closed = _EMBED.sub(r"<embed\1></embed>", storable(source))
    tags: dict[str, Tag] = {}
    root = lxml_html.fragment_fromstring(closed, create_parent="div")
    return list(_pieces(root, "", tags)), tags


def decoded(pieces: Pieces, tags: Mapping[str, Tag]) -> str:
    """The same as rich text, with each element as it was in the source.

    Raises Refused for a number that the source does not have, twice the same, or lists and paragraphs
    that are nested in another way.
    """
    seen: set[str] = set()
    lined = any(tag.name in LINES and not tag.parent for tag in tags.values())
    return "".join(_html(one, tags, "", seen) for one in (_in_lines(pieces, tags) if lined else pieces))


def lost(pieces: Pieces, tags: Mapping[str, Tag]) -> list[str]:
    """The elements of the source that a translation does without, as `<a>`."""
    kept = set(_numbers(pieces))
    return [f"<{tag.name}>" for number, tag in tags.items() if number not in kept]


def tagged(pieces: Pieces, tags: Mapping[str, Tag]) -> str:
    """For formats that know no inline codes, and for machines: `Read <a id="2">this</a>`."""
    return "".join(_tagged(one, tags) for one in pieces)


def untagged(text: str) -> list[Piece]:
    """The other way. Raises Refused where it is not well-formed."""
    if "<!" in text or "<?" in text:
        raise Refused(_("Its markup is damaged."))
    try:
        return list(_from_xml(ElementTree.fromstring(f"<t>{text}</t>"), 0))
    except ElementTree.ParseError as error:
        raise Refused(_("Its markup is damaged.")) from error


def recoded(source: str, tags: Mapping[str, Tag]) -> Pieces:
    """A version's rich text in the numbers of its source; empty where it has an element that is not
    there."""
    pieces, own = encoded(source)
    numbers: dict[str, str] = {}
    for number, tag in own.items():
        alike = [one for one, other in tags.items() if other.name == tag.name and one not in numbers.values()]
        same = [one for one in alike if tags[one].attributes == tag.attributes]
        if not alike:
            return ()
        numbers[number] = (same or alike)[0]
    return _renumbered(pieces, numbers)


def readable(pieces: Pieces) -> str:
    return "".join(one if isinstance(one, str) else readable(one.pieces) for one in pieces)


def _pieces(element: etree._Element, name: str, tags: dict[str, Tag]) -> Iterator[Piece]:
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str):
            number = str(len(tags) + 1)
            tags[number] = Tag(child.tag, {str(key): str(value) for key, value in child.attrib.items()}, name)
            yield Code(number, tuple(_pieces(child, child.tag, tags)))
        if child.tail:
            yield child.tail


def _html(piece: Piece, tags: Mapping[str, Tag], parent: str, seen: set[str]) -> str:
    if isinstance(piece, str):
        return escape(storable(piece), quote=False)
    if piece.number == "":  # a paragraph around words that stood outside of all
        return f"<p>{''.join(_html(one, tags, 'p', seen) for one in piece.pieces)}</p>"
    tag = tags.get(piece.number)
    if tag is None or piece.number in seen:
        raise Refused(_("It has an inline code that its source does not have."))
    seen.add(piece.number)
    if tag.name in LINES and tag.parent != parent:
        raise Refused(_("Its paragraphs or lists are nested in another way than those of its source."))
    start = f"<{tag.name}" + "".join(f' {name}="{escape(value)}"' for name, value in tag.attributes.items())
    if tag.name in EMPTY:
        if piece.pieces:
            raise Refused(_("It has words in an inline code that holds none."))
        return f"{start}/>"
    inner = "".join(_html(one, tags, tag.name, seen) for one in piece.pieces)
    return f"{start}>{inner}</{tag.name}>"


def _in_lines(pieces: Pieces, tags: Mapping[str, Tag]) -> Iterator[Piece]:
    """A text of paragraphs stays one: words that stand outside of them become one of their own."""
    loose: list[Piece] = []
    for piece in (*pieces, None):
        is_line = piece is None or (
            isinstance(piece, Code) and (tag := tags.get(piece.number)) is not None and tag.name in LINES
        )
        if not is_line:
            assert piece is not None
            loose.append(piece)
            continue
        if readable(loose).strip() or any(isinstance(one, Code) for one in loose):
            yield Code("", tuple(loose))
        elif loose:
            yield readable(loose)
        loose = []
        if piece is not None:
            yield piece


def _renumbered(pieces: Pieces, numbers: Mapping[str, str]) -> Pieces:
    return tuple(
        one if isinstance(one, str) else Code(numbers[one.number], tuple(_renumbered(one.pieces, numbers)))
        for one in pieces
    )


def _numbers(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, Code):
            yield piece.number
            yield from _numbers(piece.pieces)


def _tagged(piece: Piece, tags: Mapping[str, Tag]) -> str:
    if isinstance(piece, str):
        return escape(piece, quote=False)
    name = tags[piece.number].name
    if name in EMPTY:
        return f'<{name} id="{piece.number}"/>'
    return f'<{name} id="{piece.number}">{tagged(piece.pieces, tags)}</{name}>'


def _from_xml(element: Element, depth: int) -> Iterator[Piece]:
    if depth > DEEPEST:
        raise Refused(_("Its markup is damaged."))
    if element.text:
        yield element.text
    for child in element:
        yield Code(child.get("id") or "?", tuple(_from_xml(child, depth + 1)))
        if child.tail:
            yield child.tail
