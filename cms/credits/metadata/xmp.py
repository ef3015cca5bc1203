"""XMP: RDF in XML, within the file. Properties stand as attributes, elements or lists of them."""

from collections.abc import Iterator
from typing import Any

from defusedxml import ElementTree
from PIL.ImageFile import ImageFile

LARGEST = 1024 * 1024  # bytes; a real packet has some 10 kB
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
IPTC = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
CC = "{http://creativecommons.org/ns#}"

PROPERTIES = {
    PHOTOSHOP + "Credit": "credit",
    DC + "creator": "creator",
    DC + "rights": "copyright",
    IPTC + "CiUrlWork": "url",
    CC + "license": "licence",
    RIGHTS + "WebStatement": "licence",
    RIGHTS + "UsageTerms": "licence",
}


def read(image: ImageFile) -> dict[str, list[str]]:
    """Raises what the XML parser does for a packet that is no XMP or tries to harm it."""
    packet: Any = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    packet = packet.encode() if isinstance(packet, str) else bytes(packet)
    found: dict[str, list[str]] = {}
    if not packet or len(packet) > LARGEST:
        return found
    for element in ElementTree.fromstring(packet.rstrip(b"\0 \n")).iter():
        for name, value in element.attrib.items():
            if name in PROPERTIES:
                found.setdefault(PROPERTIES[name], []).append(value)
        if element.tag in PROPERTIES:
            found.setdefault(PROPERTIES[element.tag], []).extend(_values(element))
    return found


def _values(element: Any) -> Iterator[str]:
    """A text, a resource, or the items of a list; of a list of languages the default comes first."""
    items = element.findall(f".//{RDF}li")
    if element.find(f"{RDF}Alt") is not None:
        items = items[:1]
    for one in items or [element]:
        yield one.get(RDF + "resource") or one.text or ""
