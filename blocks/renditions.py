"""Pictures in the sizes that a page and a headless site need, made on first need.

WebP at the widths of `NEWSWIRE_PICTURE_WIDTHS` up to the first that holds the whole picture, and
one JPEG; never enlarged. SVG and GIF are offered as they are: scaling would rasterise the one and
stop the other.
"""

import errno
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from mimetypes import guess_type
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from PIL.Image import DecompressionBombError
from wagtail.images.models import AbstractImage, AbstractRendition, Filter

from newswire.blocks.addresses import absolute

logger = logging.getLogger(__name__)

DEFAULT_WIDTHS = (320, 640, 1024, 1600)
JPEG_WIDTH = 1024
CROPS = {"social": (1200, 630), "1x1": (1200, 1200), "4x3": (1200, 900), "16x9": (1600, 900)}
# What a missing, broken or oversized original raises while a rendition is made.
UNREADABLE = (OSError, ValueError, SyntaxError, LookupError, DecompressionBombError)
# What is not the picture's fault and passes: no room, no permission, too many files open, a lost disk.
PASSING = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE}
PASSING |= {errno.ENOMEM, errno.EIO, errno.ESTALE, errno.ETIMEDOUT}


@dataclass(frozen=True)
class RenditionData:
    """One file: `url` as the storage gives it, width and height in pixels, bytes where known."""

    name: str
    url: str
    width: int
    height: int
    type: str
    bytes: int | None = None

    def representation(self, base: str) -> dict[str, Any]:
        data = {
            "name": self.name,
            "url": absolute(self.url, base),
            "width": self.width,
            "height": self.height,
            "type": self.type,
        }
        return data if self.bytes is None else data | {"bytes": self.bytes}


@dataclass(frozen=True)
class PictureData:
    """A picture's files; `focal_point` is (x, y) as fractions of width and height."""

    id: str
    renditions: tuple[RenditionData, ...] = ()
    focal_point: tuple[float, float] | None = None
    missing: bool = False

    @property
    def src(self) -> RenditionData | None:
        """What a browser without `srcset` takes: the JPEG, else the only file."""
        files = self.renditions
        return next((file for file in files if file.name.startswith("jpeg-")), None) or (
            files[0] if files else None
        )

    @property
    def srcset(self) -> str:
        files = {f.width: f for f in self.renditions if f.name.startswith("webp-")}
        return ", ".join(f"{file.url} {width}w" for width, file in sorted(files.items()))

    def representation(self, base: str) -> dict[str, Any]:
        x_y = self.focal_point
        return {
            "id": self.id,
            "missing": self.missing,
            "focalPoint": {"x": x_y[0], "y": x_y[1]} if x_y else None,
            "renditions": [file.representation(base) for file in self.renditions],
        }


def picture(image: AbstractImage, crops: bool = False, whole: bool = False) -> PictureData:
    """The files of `image`; with `crops` also the fixed shapes that only a lead picture needs.

    Never raises for an original that is gone or cannot be read: `missing` is set, a warning logged.
    `whole`: raises OSError where this machine cannot read or write files at present, since what is
    shown without a picture then would stay so.
    """
    try:
        files = _original(image) if _as_is(image) else _scaled(image, crops)
    except UNREADABLE as error:
        if whole and _passes(error):
            raise
        logger.warning("picture left out image=%s file=%s: %s", image.pk, image.file.name, error)
        return PictureData(str(image.pk), missing=True)
    return PictureData(str(image.pk), files, _focal_point(image))


def _passes(error: BaseException) -> bool:
    """Wagtail wraps what reading the original raises."""
    causes = (error, error.__cause__)
    return any(isinstance(one, OSError) and one.errno in PASSING for one in causes)


def prefetch_images(images: Iterable[AbstractImage]) -> None:
    """Fetches renditions and credits of all images, one query each per image model."""
    by_model: dict[type, list[AbstractImage]] = {}
    for image in images:
        by_model.setdefault(type(image), []).append(image)
    for model, group in by_model.items():
        related = {relation.get_accessor_name() for relation in model._meta.related_objects}  # type: ignore[attr-defined]  # a model
        prefetch_related_objects(group, *({"renditions", "newswire_credit"} & related))


def _as_is(image: AbstractImage) -> bool:
    return PurePath(image.file.name).suffix.lower() in {".svg", ".gif"}


def _original(image: AbstractImage) -> tuple[RenditionData, ...]:
    file = image.file
    if not file.storage.exists(file.name):
        raise FileNotFoundError(file.name)
    kind = guess_type(file.name)[0] or "application/octet-stream"
    size = image.file_size
    return (RenditionData("original", file.url, image.width, image.height, kind, size),)


def _scaled(image: AbstractImage, crops: bool) -> tuple[RenditionData, ...]:
    specs = _specs(image.width, crops)
    made = image.get_renditions(*map(_filter, specs.values()))
    return tuple(_data(name, made[spec]) for name, spec in specs.items())


@lru_cache(maxsize=64)
def _filter(spec: str) -> Filter:
    """Kept: else Wagtail reads it anew for each picture, by way of `inspect`, the dearest part of it."""
    return Filter(spec)


def _specs(width: int, crops: bool) -> dict[str, str]:
    """Filter specs by name; a width above the picture's own gives its own width, once."""
    widths = sorted(getattr(settings, "NEWSWIRE_PICTURE_WIDTHS", DEFAULT_WIDTHS))
    wanted = [w for n, w in enumerate(widths) if n == 0 or widths[n - 1] < width]
    specs = {f"webp-{w}": f"width-{w}|format-webp" for w in wanted}
    specs[f"jpeg-{JPEG_WIDTH}"] = f"width-{JPEG_WIDTH}|format-jpeg"
    if crops:
        specs |= {name: f"fill-{w}x{h}|format-jpeg" for name, (w, h) in CROPS.items()}
    return specs


def _data(name: str, rendition: AbstractRendition) -> RenditionData:
    kind = "image/webp" if name.startswith("webp-") else "image/jpeg"
    return RenditionData(name, rendition.url, rendition.width, rendition.height, kind)


def _focal_point(image: AbstractImage) -> tuple[float, float] | None:
    if not image.has_focal_point() or not image.width or not image.height:
        return None
    return (
        round(image.focal_point_x / image.width, 4),
        round(image.focal_point_y / image.height, 4),
    )
