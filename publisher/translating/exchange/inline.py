"""What both versions of XLIFF share: numbered elements among words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from newswire.publisher.translating.refusal import Refused

from .coded import DEEPEST, Code, Piece, Pieces, Tag


@dataclass(frozen=True)
class Inline:
    """The names of one version's inline elements."""

    namespace: str
    around: str  # holds words
    alone: str  # holds none
    start: str  # what tools make of one that holds words, where a segment ends within it
    end: str
    start_of: str  # the attribute of an end that names its start
    through: frozenset[str]  # marks of tools: their words count, they do not
    nothing: frozenset[str] = frozenset()

    def pieces(self, element: Element) -> list[Piece]:
        """Raises Refused for an element that is none of these, and for one that is never ended."""
        open_: list[tuple[str, list[Piece]]] = [("", [])]
        self._read(element, open_, 0)
        if len(open_) > 1:
            raise Refused(_("Its markup is damaged."))
        return _joined(open_[0][1])

    def written(self, make: Any, pieces: Pieces, tags: Mapping[str, Tag], kinds: Any) -> Iterator[Any]:
        """`make`: lxml's maker of elements; `kinds`: the attributes that tell tools what a tag is."""
        for piece in pieces:
            if isinstance(piece, str):
                yield piece
                continue
            about = {"id": piece.number, **kinds(tags[piece.number])}
            if piece.pieces:
                yield make(self.around, *self.written(make, piece.pieces, tags, kinds), about)
            else:
                yield make(self.alone, about)

    def _read(self, element: Element, open_: list[tuple[str, list[Piece]]], depth: int) -> None:
        if depth > DEEPEST:
            raise Refused(_("Its markup is damaged."))
        if element.text:
            open_[-1][1].append(element.text)
        for child in element:
            self._child(child, open_, depth)
            if child.tail:
                open_[-1][1].append(child.tail)

    def _child(self, child: Element, open_: list[tuple[str, list[Piece]]], depth: int) -> None:
        namespace, _brace, name = str(child.tag).rpartition("}")
        number = child.get("id", "?")
        if namespace != f"{{{self.namespace}":
            name = ""
        if name in self.through:
            self._read(child, open_, depth + 1)
        elif name in (self.around, self.alone):
            open_.append((number, []))
            self._read(child, open_, depth + 1)
            _close(number, open_)
        elif name == self.start:
            open_.append((number, []))
        elif name == self.end:
            _close(child.get(self.start_of, number), open_)
        elif name not in self.nothing:
            raise Refused(_("It has an inline code that its source does not have."))


def _close(number: str, open_: list[tuple[str, list[Piece]]]) -> None:
    known, pieces = open_.pop()
    if known != number or not open_:
        raise Refused(_("Its markup is damaged."))
    open_[-1][1].append(Code(number, tuple(_joined(pieces))))


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Without two strings beside each other."""
    found: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and found and isinstance(found[-1], str):
            found[-1] += piece
        else:
            found.append(piece)
    return found
