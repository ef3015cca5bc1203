"""What a picture's file says of its own credit."""

import logging
import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import IO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from PIL import Image
from PIL.ImageFile import ImageFile

from newswire.cms.credits.fields import LONGEST_TEXT, LONGEST_URL
from newswire.cms.credits.metadata import exif, iptc, xmp
from newswire.cms.credits.metadata.text import tidied

logger = logging.getLogger(__name__)

# The order in which they are believed, and within each which name goes before which.
SOURCES = (iptc, xmp, exif)
NAMES = ("credit", "creator", "copyright")


@dataclass(frozen=True)
class FileCredit:
    text: str = ""
    url: str = ""
    copyright: str = ""
    licence: str = ""

    def __bool__(self) -> bool:
        return any((self.text, self.url, self.copyright, self.licence))


def read_credit(file: IO[bytes]) -> FileCredit:
    """Reads the headers of an image file, not its pixels; leaves `file` at its start.

    Never raises: what is no picture, broken or hostile says nothing. IPTC's Credit, By-line and
    Copyright are looked for first, then the same in XMP, then in EXIF.
    """
    found = _read(file)
    named = [source[name] for source in found for name in NAMES if source.get(name)]
    return FileCredit(
        text=named[0][:LONGEST_TEXT] if named else "",
        url=_address(_first(found, "url")),
        copyright=_first(found, "copyright")[:LONGEST_TEXT],
        licence=_first(found, "licence")[:LONGEST_TEXT],
    )


def _read(file: IO[bytes]) -> list[dict[str, str]]:
    try:
        file.seek(0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file)
        return [_read_source(source, image) for source in SOURCES]
    except Exception as error:  # whatever a hostile file makes of Pillow, the upload goes on
        logger.info("no credit read from a file: %s", error)
        return []
    finally:
        file.seek(0)


def _read_source(source: ModuleType, image: ImageFile) -> dict[str, str]:
    """One tidy line for each property; several names are joined, each once."""
    try:
        found: dict[str, list[str]] = source.read(image)
    except Exception as error:  # one broken packet must not hide what the others say
        logger.info("no %s read from a file: %s", source.__name__, error)
        return {}
    lines = {name: filter(None, map(tidied, values)) for name, values in found.items()}
    return {name: ", ".join(dict.fromkeys(values)) for name, values in lines.items()}


def _first(found: list[dict[str, str]], name: str) -> str:
    return next((source[name] for source in found if source.get(name)), "")


def _address(text: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(text[:LONGEST_URL])
    except ValidationError:
        return ""
    return text[:LONGEST_URL]
