"""Which photographs the demo has."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from demo.pictures import captions, painting

# Somebody waits for the demo: WebP and PNG packed as tightly as by default take four times as long.
HASTY = {"method": 0, "compress_level": 1}


@dataclass(frozen=True)
class Photograph:
    """An empty credit: the file names nobody."""

    name: str
    format: str  # Pillow's: JPEG, PNG, WEBP
    paint: Callable[[], Image.Image]
    credit: str

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.format.lower().replace('jpeg', 'jpg')}"

    def file(self, description: str) -> bytes:
        """The file's bytes, with credit and description in it the way its format has them."""
        written = BytesIO()
        self.paint().save(written, self.format, quality=88, **HASTY, **self._said(description))
        return written.getvalue()

    def _said(self, description: str) -> dict[str, Any]:
        """Options for `Image.save`."""
        if not self.credit:
            return {}
        match self.format:
            case "JPEG":
                return {"extra": captions.jpeg_segment(self.credit, description)}
            case "PNG":
                return {"pnginfo": captions.png_text(self.credit, description)}
        return {"xmp": captions.xmp(self.credit, description)}


ALBUM = (
    Photograph("planet", "JPEG", painting.planet_at_night, "MECO"),
    Photograph("ridges", "WEBP", painting.ridges_at_dusk, "Marie Weber / Luxinnovation"),
    Photograph("city", "PNG", painting.city_by_night, "Venture Days"),
    Photograph("antenna", "JPEG", painting.antenna, "ESRIC"),
    Photograph("fibres", "JPEG", painting.woven_fibres, ""),
)
