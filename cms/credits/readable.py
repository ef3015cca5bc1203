"""An upload that is no whole picture is refused in words."""

import struct
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError
from wagtail.images.fields import WagtailImageField

from newswire.blocks.renditions import UNREADABLE


def refuse_unreadable(field: WagtailImageField) -> None:
    """Makes the form field read a picture to its end.

    Wagtail looks at the beginning alone, and lets Pillow's error through where that is broken; a file
    that was cut short would fail later, wherever it is shown.
    """
    read = field.to_python

    def to_python(data: Any) -> Any:
        try:
            file = read(data)
            if file is not None:
                _decode(file)
        except (*UNREADABLE, struct.error) as error:
            raise ValidationError(field.error_messages["invalid_image"], code="invalid_image") from error
        return file

    field.to_python = to_python


def _decode(file: Any) -> None:
    file.seek(0)
    try:
        with Image.open(BytesIO(file.read())) as image:
            image.draft(None, (64, 64))  # a JPEG is read whole, but into few pixels
            image.load()
    except UnidentifiedImageError:
        return  # not Pillow's, as SVG: Wagtail has looked at it
    finally:
        file.seek(0)
