"""What translators' tools do to a file, by libraries that Newswire does not write with."""

from collections.abc import Callable

import polib
from lxml import etree
from translate.storage.pypo import pofile
from translate.storage.xliff import Xliff1File
from translate.storage.xliff2 import Xliff2File

STORES = {"xliff1": Xliff1File, "xliff2": Xliff2File, "po": pofile}
XML = "{http://www.w3.org/XML/1998/namespace}"
Translate = Callable[[str], str]


def translated(content: bytes, name: str, translate: Translate) -> bytes:
    """Each text of a file in another language. Words alone are changed, codes stay where they stand."""
    store = STORES[name].parsestring(content)
    for unit in store.units:
        if name == "po":
            if not unit.isheader():
                unit.target = _between_tags(unit.source, translate)
            continue
        target = etree.fromstring(etree.tostring(unit.source_dom))
        target.tag = target.tag.replace("source", "target")
        target.tail = None
        for element in target.iter():
            element.text = translate(element.text) if element.text else element.text
            if element is not target:
                element.tail = translate(element.tail) if element.tail else element.tail
        if (old := unit.target_dom) is not None:
            unit.xmlelement.remove(old)
        unit.source_dom.addnext(target)
    return bytes(store)


def _between_tags(text: str, translate: Translate) -> str:
    if ' id="' not in text:
        return translate(text)
    pieces = etree.fromstring(f"<t>{text}</t>")
    for element in pieces.iter():
        element.text = translate(element.text) if element.text else element.text
        element.tail = translate(element.tail) if element.tail and element is not pieces else element.tail
    return etree.tostring(pieces, encoding="unicode").removeprefix("<t>").removesuffix("</t>")


def sources(content: bytes, name: str) -> dict[str, str]:
    """What a tool shows as source, without codes, by id."""
    store = STORES[name].parsestring(content)
    if name == "po":
        return {entry.msgctxt: entry.msgid for entry in polib.pofile(content.decode())}
    return {unit.getid().split("\x04")[-1]: "".join(unit.source_dom.itertext()) for unit in store.units}
