"""Credits read from files that are made here byte by byte: three formats, several encodings, hostile ones."""

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from newswire.cms.credits.metadata.file import FileCredit, read_credit

CREDIT, BYLINE, COPYRIGHT = 110, 80, 116
UTF8 = b"\x1c\x01\x5a\x00\x03\x1b%G"
PACKET = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" {attributes}>{elements}
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""
RIGHTS = """<dc:creator><rdf:Seq><rdf:li>Ana Ćosić</rdf:li><rdf:li>Jo Bø</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© MECO</rdf:li>
<rdf:li xml:lang="fr">© MECO (fr)</rdf:li></rdf:Alt></dc:rights>
<Iptc4xmpCore:CreatorContactInfo rdf:parseType="Resource">
<Iptc4xmpCore:CiUrlWork>https://meco.example/photos</Iptc4xmpCore:CiUrlWork></Iptc4xmpCore:CreatorContactInfo>"""


def datasets(*values: tuple[int, bytes], marker: bytes = b"") -> bytes:
    return marker + b"".join(
        b"\x1c\x02" + struct.pack(">BH", kind, len(value)) + value for kind, value in values
    )


def saved(format: str, **kwargs: Any) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (8, 6), "navy").save(file, format, **kwargs)
    file.seek(0)
    return file


def with_iptc(data: bytes) -> io.BytesIO:
    """A JPEG with IPTC-IIM where Photoshop puts it: resource 0x0404 in APP13."""
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(data)) + data + b"\0" * (len(data) % 2)
    segment = b"Photoshop 3.0\0" + resource
    jpeg = saved("JPEG").getvalue()
    return io.BytesIO(jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:])


def xmp(attributes: str = "", elements: str = "") -> bytes:
    return PACKET.format(attributes=attributes, elements=elements).encode()


def exif(encoding: str = "utf-8", **tags: str) -> bytes:
    found = Image.Exif()
    for name, value in tags.items():
        found[{"artist": 0x013B, "copyright": 0x8298}[name]] = value.encode(encoding)
    return found.tobytes()


@pytest.mark.parametrize(
    ("raw", "marker"),
    [
        ("Frank Weyrich / Médiathèque".encode(), UTF8),
        ("Frank Weyrich / Médiathèque".encode(), b""),
        ("Frank Weyrich / Médiathèque".encode("latin-1"), b""),
        ("Frank Weyrich / Médiathèque".encode("mac-roman"), b""),
        ("Frank Weyrich / Médiathèque".encode().decode("cp1252").encode(), UTF8),  # encoded twice
    ],
    ids=["utf-8 declared", "utf-8", "latin-1", "mac roman", "double encoded"],
)
def test_iptc_credit_in_every_encoding(raw: bytes, marker: bytes) -> None:
    assert (
        read_credit(with_iptc(datasets((CREDIT, raw), marker=marker))).text == "Frank Weyrich / Médiathèque"
    )


@pytest.mark.parametrize(
    "name", ["François Müller", "Björn Åkesson", "José Nuñez", "Jürgen Groß", "Zoë Cœur"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac-roman", "utf-8"])
def test_names_of_europe_are_read_as_they_are_written(name: str, encoding: str) -> None:
    assert read_credit(with_iptc(datasets((BYLINE, name.encode(encoding))))).text == name


def test_order_is_credit_then_byline_then_copyright() -> None:
    all_three = ((COPYRIGHT, b"(c) 2018 MECO"), (BYLINE, b"Jane Doe"), (CREDIT, b"MECO"))
    assert read_credit(with_iptc(datasets(*all_three))) == FileCredit("MECO", copyright="(c) 2018 MECO")
    assert read_credit(with_iptc(datasets(*all_three[:2]))).text == "Jane Doe"
    assert read_credit(with_iptc(datasets(*all_three[:1]))).text == "(c) 2018 MECO"


def test_two_bylines_are_both_named() -> None:
    assert (
        read_credit(with_iptc(datasets((BYLINE, b"Jane Doe"), (BYLINE, b"Jo Roe")))).text
        == "Jane Doe, Jo Roe"
    )


@pytest.mark.parametrize(
    "file",
    [
        saved("JPEG", xmp=xmp(elements=RIGHTS)),
        saved("WEBP", xmp=xmp(elements=RIGHTS)),
        saved("TIFF", tiffinfo={700: xmp(elements=RIGHTS)}),
    ],
    ids=["jpeg", "webp", "tiff"],
)
def test_xmp_in_every_format(file: io.BytesIO) -> None:
    assert read_credit(file) == FileCredit("Ana Ćosić, Jo Bø", "https://meco.example/photos", "© MECO")


def test_xmp_in_png_as_attributes_with_a_licence() -> None:
    info = PngImagePlugin.PngInfo()
    licence = "https://creativecommons.org/licenses/by/4.0/"
    attributes = f'photoshop:Credit="MECO" xmpRights:WebStatement="{licence}"'
    info.add_itxt("XML:com.adobe.xmp", xmp(attributes).decode())
    assert read_credit(saved("PNG", pnginfo=info)) == FileCredit("MECO", licence=licence)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "mac-roman"])
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_exif_in_every_format_and_encoding(format: str, encoding: str) -> None:
    found = read_credit(saved(format, exif=exif(encoding, artist="Zoë Müller", copyright="MECO 2018")))
    assert found == FileCredit("Zoë Müller", copyright="MECO 2018")


def test_iptc_of_a_tiff() -> None:
    info = TiffImagePlugin.ImageFileDirectory_v2()
    info[33723] = datasets((CREDIT, b"MECO"))
    info.tagtype[33723] = 7
    assert read_credit(saved("TIFF", tiffinfo=info)).text == "MECO"


def test_iptc_goes_before_xmp_and_xmp_before_exif() -> None:
    file = saved("JPEG", xmp=xmp('photoshop:Credit="XMP"'), exif=exif(artist="EXIF"))
    assert read_credit(file).text == "XMP"
    jpeg, iptc = file.getvalue(), with_iptc(datasets((CREDIT, b"IPTC"))).getvalue()
    app13 = iptc[2 : 4 + struct.unpack(">H", iptc[4:6])[0]]
    assert read_credit(io.BytesIO(jpeg[:2] + app13 + jpeg[2:])).text == "IPTC"


def test_what_is_read_is_one_line_without_control_characters_and_not_too_long() -> None:
    found = read_credit(with_iptc(datasets((CREDIT, b"  Jane\r\n\tDoe\x00\x07 " + b"x" * 20_000))))
    assert found.text.startswith("Jane Doe x")
    assert len(found.text) == 500


def test_markup_is_kept_as_text() -> None:
    assert read_credit(with_iptc(datasets((CREDIT, b"<b>A &amp; B</b>")))).text == "<b>A &amp; B</b>"


def test_an_address_that_is_none_is_left_out() -> None:
    contact = RIGHTS.replace("https://meco.example/photos", "javascript:alert(1)")
    assert read_credit(saved("JPEG", xmp=xmp(elements=contact))).url == ""


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "file",
    [
        saved("JPEG", xmp=xmp().replace(b"<x:xmpmeta", BOMB.encode() + b"<x:xmpmeta")),
        saved("WEBP", xmp=b"<broken"),
        saved("WEBP", xmp=xmp(elements="<a/>" * 400_000)),
        with_iptc(b"\xff" * 300),
        io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        io.BytesIO(b"not a picture"),
        io.BytesIO(b""),
        io.BytesIO(saved("JPEG", exif=exif(artist="x" * 500)).getvalue()[:60]),
    ],
    ids=["entities", "broken xmp", "huge xmp", "iptc noise", "svg", "text", "empty", "cut short"],
)
def test_broken_and_hostile_files_say_nothing(file: io.BytesIO) -> None:
    assert read_credit(file) == FileCredit()
    assert file.tell() == 0


def test_a_dataset_that_lies_of_its_length_is_read_as_far_as_it_goes() -> None:
    lie = b"\x1c\x02\x6e\x84\x7f\xff\xff\xff" + b"x" * 40
    assert set(read_credit(with_iptc(lie)).text) <= {"x"}


def test_a_decompression_bomb_is_not_decompressed() -> None:
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    assert read_credit(io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)) == FileCredit()


def test_a_broken_packet_does_not_hide_what_another_says() -> None:
    assert read_credit(saved("JPEG", xmp=b"<broken", exif=exif(artist="Jane Doe"))).text == "Jane Doe"
