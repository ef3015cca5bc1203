"""What every file has to pass before it is read: size, packing, entities, depth."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException, ElementTree
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from newswire.publisher.translating.refusal import Refused

MOST = 10 * 1024 * 1024  # bytes of one file, unpacked; a long article has a hundredth
MOST_TOGETHER = 4 * MOST
MOST_FILES = 500


def files(content: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive by name, or the one that it is itself, named empty.

    Raises Refused for what is too large or too many, before it is unpacked further.
    """
    check_size(len(content))
    if not content.startswith(b"PK\x03\x04"):
        return [("", content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return list(_unpacked(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused(_("The archive is damaged.")) from error


def check_size(size: int) -> None:
    if size > MOST:
        raise Refused(_("The file is larger than %(size)s.") % {"size": filesizeformat(MOST)})


def parsed(content: bytes) -> Element:
    """Raises Refused where it is no XML, or declares entities or a document type."""
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise Refused(_("The file declares entities or a document type. Nothing was read.")) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused(_("The file is damaged: %(reason)s") % {"reason": error}) from error


def is_xml(content: bytes) -> bool:
    return content[:200].decode(_encoding(content), "ignore").lstrip().startswith("<")


def words(content: bytes) -> str:
    try:
        found = content.decode(_encoding(content)).replace("\r\n", "\n")
    except UnicodeDecodeError:
        found = "\0"
    if "\0" in found:  # no text has one, and no database keeps it
        raise Refused(_("The file is not in UTF-8. Save it in UTF-8 and try again."))
    return found


def _encoding(content: bytes) -> str:
    """Of a text: UTF-8, unless its first bytes say UTF-16."""
    return "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) > MOST_FILES:
        raise Refused(_("The archive has more than %(count)s files.") % {"count": MOST_FILES})
    total = 0
    for member in members:
        with archive.open(member) as packed:
            content = packed.read(MOST + 1)  # what its header says of its size may be a lie
        check_size(len(content))
        total += len(content)
        if total > MOST_TOGETHER:
            size = {"size": filesizeformat(MOST_TOGETHER)}
            raise Refused(_("Unpacked, the archive is larger than %(size)s.") % size)
        yield member.filename, content
