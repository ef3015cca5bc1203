"""XLIFF 1.2 (OASIS, 2008)."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from lxml import etree
from lxml.builder import ElementMaker

from .coded import Pieces, Tag
from .inline import Inline
from .sheet import MARK, Arrived, Line, Refusing, Sheet

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
PRESERVE = {"{http://www.w3.org/XML/1998/namespace}space": "preserve"}
UNFINISHED = {"new", "needs-translation", "needs-adaptation", "needs-l10n"}
KINDS = {"b": "bold", "i": "italic", "a": "link", "br": "lb", "embed": "image", "img": "image"}
make = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
INLINE = Inline(NAMESPACE, "g", "x", "bx", "ex", "rid", through=frozenset({"mrk"}))


def write(sheet: Sheet) -> bytes:
    about = {
        "original": f"{MARK}{sheet.digest}",
        "source-language": sheet.source_lang,
        "target-language": sheet.lang,
        "datatype": "html",
    }
    header = make.header(make.note(sheet.title, {"from": "newswire"}))
    file = make.file(header, make.body(*map(_unit, sheet.lines)), about)
    return etree.tostring(make.xliff(file, version="1.2"), xml_declaration=True, encoding="UTF-8")


def read(root: Element) -> Iterator[Arrived]:
    for file in root.iterfind(f"{{{NAMESPACE}}}file"):
        read = Refusing()
        for unit in file.iter(f"{{{NAMESPACE}}}trans-unit"):
            target = unit.find(f"{{{NAMESPACE}}}target")
            is_done = target is not None and target.get("state") not in UNFINISHED
            with read.unit(unit.get("id", "")) as say:
                say(INLINE.pieces(target) if target is not None and is_done else [])
        yield read.arrived(file.get("original", ""), file.get("target-language", ""))


def _unit(line: Line) -> Any:
    unit = make("trans-unit", make.source(*_inline(line.text.coded[0], line)), id=line.text.key, **PRESERVE)
    if line.text.longest:
        unit.set("maxwidth", str(line.text.longest))
        unit.set("size-unit", "char")
    if line.said:
        state = "needs-review-translation" if line.is_old else "translated"
        unit.append(make.target(*_inline(line.said, line), state=state))
    unit.append(make.note(line.label, {"from": "newswire"}))
    return unit


def _inline(pieces: Pieces, line: Line) -> Iterator[Any]:
    return INLINE.written(make, pieces, line.text.coded[1], _kind)


def _kind(tag: Tag) -> dict[str, str]:
    return {"ctype": KINDS.get(tag.name, f"x-html-{tag.name}")}
