from PIL.ExifTags import Base
from PIL.ImageFile import ImageFile

from newswire.cms.credits.metadata.text import decoded


def read(image: ImageFile) -> dict[str, list[str]]:
    """EXIF Artist and Copyright, which say no encoding."""
    exif = image.getexif()
    return {"creator": _texts(exif.get(Base.Artist)), "copyright": _texts(exif.get(Base.Copyright))}


def _texts(value: object) -> list[str]:
    """Pillow reads EXIF as Latin-1, whatever it is; several names are parted by semicolons."""
    if not isinstance(value, str):
        return []
    return [part.strip() for part in decoded(value.encode("latin-1", errors="replace")).split(";")]
