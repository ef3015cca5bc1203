"""XLIFF 2.1 (OASIS, 2018); its core is that of 2.0, which it also reads."""

from collections.abc import Iterator
from operator import itemgetter
from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree
from lxml.builder import ElementMaker

from .coded import EMPTY, Piece, Pieces, Tag
from .inline import Inline
from .sheet import MARK, Arrived, Line, Refusing, Sheet

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
TYPES = {
    "b": {"type": "fmt", "subType": "xlf:b"},
    "i": {"type": "fmt", "subType": "xlf:i"},
    "br": {"type": "fmt", "subType": "xlf:lb"},
    "a": {"type": "link"},
    "embed": {"type": "image"},
    "img": {"type": "image"},
}
make = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
INLINE = Inline(
    NAMESPACE,
    "pc",
    "ph",
    "sc",
    "ec",
    "startRef",
    through=frozenset({"mrk"}),
    nothing=frozenset({"cp", "sm", "em"}),
)


def write(sheet: Sheet) -> bytes:
    notes = make.notes(make.note(sheet.title))
    file = make.file(notes, *map(_unit, sheet.lines), id="page", original=f"{MARK}{sheet.digest}")
    about = {"version": "2.1", "srcLang": sheet.source_lang, "trgLang": sheet.lang}
    return etree.tostring(make.xliff(file, about), xml_declaration=True, encoding="UTF-8")


def read(root: Element) -> Iterator[Arrived]:
    for file in root.iterfind(f"{{{NAMESPACE}}}file"):
        read = Refusing()
        for unit in file.iter(f"{{{NAMESPACE}}}unit"):
            with read.unit(unit.get("id", "")) as say:
                say(_said(unit))
        yield read.arrived(file.get("original", ""), root.get("trgLang", ""))


def _said(unit: Element) -> list[Piece]:
    """Of all segments together; nothing where one of them is not translated yet."""
    found: list[tuple[int, Element]] = []
    for part in unit:
        kind = str(part.tag).rpartition("}")[2]
        if kind not in ("segment", "ignorable"):
            continue
        target = part.find(f"{{{NAMESPACE}}}target")
        if kind == "ignorable" and target is None:
            target = part.find(f"{{{NAMESPACE}}}source")
        if target is None or part.get("state") == "initial":
            return []
        found.append((_order(target, len(found) + 1), _through(target)))
    whole = Element("all")
    whole.extend(one for _place, one in sorted(found, key=itemgetter(0)))
    return INLINE.pieces(whole)


def _order(target: Element, place: int) -> int:
    """Where its segment stands in this language: a tool may have changed the order of sentences."""
    order = target.get("order", "")
    return int(order) if order.isdecimal() and len(order) < 10 else place


def _through(target: Element) -> Element:
    """Its words are read as if it were a mark: a code may begin in one segment and end in the next."""
    mark = Element(f"{{{NAMESPACE}}}mrk")
    mark.text = target.text
    mark.extend(target)
    return mark


def _unit(line: Line) -> Any:
    segment = make.segment(make.source(*_inline(line.text.coded[0], line)))
    if line.said:
        segment.set("state", "translated")
        if line.is_old:
            segment.set("subState", "newswire:old")
        segment.append(make.target(*_inline(line.said, line)))
    return make.unit(make.notes(make.note(line.label)), segment, id=line.text.key, **PRESERVE)


def _inline(pieces: Pieces, line: Line) -> Iterator[Any]:
    return INLINE.written(make, pieces, line.text.coded[1], _about)


def _about(tag: Tag) -> dict[str, str]:
    shown = {"disp": f"<{tag.name}/>"} if tag.name in EMPTY else {"dispStart": f"<{tag.name}>"}
    return {**TYPES.get(tag.name, {"type": "fmt"}), **shown}
