"""Credit and description inside an image file, as agencies deliver them."""

from xml.sax.saxutils import escape

from PIL import PngImagePlugin

CREDIT, CAPTION = 110, 120  # datasets of IPTC IIM's record 2
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
<photoshop:Credit>{credit}</photoshop:Credit>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{caption}</rdf:li></rdf:Alt></dc:description>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def jpeg_segment(credit: str, caption: str) -> bytes:
    """An APP13 segment with IPTC IIM, for `Image.save(extra=...)`."""
    utf_8 = b"\x1c\x01\x5a" + _sized(b"\x1b%G")
    iim = utf_8 + _dataset(CREDIT, credit) + _dataset(CAPTION, caption)
    resource = b"8BIM\x04\x04\x00\x00" + len(iim).to_bytes(4, "big") + iim + b"\x00" * (len(iim) % 2)
    content = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + (len(content) + 2).to_bytes(2, "big") + content


def xmp(credit: str, caption: str) -> bytes:
    return XMP.format(credit=escape(credit), caption=escape(caption)).encode()


def png_text(credit: str, caption: str) -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp(credit, caption).decode())
    return info


def _dataset(number: int, text: str) -> bytes:
    return bytes([0x1C, 2, number]) + _sized(text.encode())


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(2, "big") + value
