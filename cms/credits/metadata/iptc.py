from collections.abc import Mapping

from PIL import IptcImagePlugin
from PIL.ImageFile import ImageFile

from newswire.cms.credits.metadata.text import decoded

CHARACTER_SET, BYLINE, CREDIT, COPYRIGHT = (1, 90), (2, 80), (2, 110), (2, 116)
# ISO 2022 escapes of dataset 1:90; without one, or with another, the encoding is guessed.
ENCODINGS = {b"\x1b%G": "utf-8", b"\x1b.A": "latin-1", b"\x1b-A": "latin-1"}

Datasets = Mapping[tuple[int, int], bytes | list[bytes]]


def read(image: ImageFile) -> dict[str, list[str]]:
    """IPTC-IIM of a JPEG or TIFF: Credit (2:110), By-line (2:80) and Copyright Notice (2:116)."""
    found: Datasets = IptcImagePlugin.getiptcinfo(image) or {}
    return {
        "credit": _texts(found, CREDIT),
        "creator": _texts(found, BYLINE),
        "copyright": _texts(found, COPYRIGHT),
    }


def _texts(found: Datasets, dataset: tuple[int, int]) -> list[str]:
    """A dataset may occur several times, as By-line does for several photographers."""
    marker = found.get(CHARACTER_SET, b"")
    declared = ENCODINGS.get(marker, "") if isinstance(marker, bytes) else ""
    values = found.get(dataset, [])
    return [decoded(one, declared) for one in ([values] if isinstance(values, bytes) else values)]
