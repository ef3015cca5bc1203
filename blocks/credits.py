"""Who is named beside a picture.

An image's credit is a record beside *any* image model: a reverse one-to-one called
`newswire_credit` with `text`, `url`, `copyright`, `licence` and `not_needed`, read by attribute.
Where no such relation exists, only the overrides typed where a picture is used name anybody.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from wagtail.images.models import AbstractImage

from newswire.blocks.renditions import prefetch_images
from newswire.blocks.walk import leaves


@dataclass(frozen=True)
class Credit:
    text: str
    url: str = ""
    copyright: str = ""
    licence: str = ""

    def representation(self) -> dict[str, str]:
        return {
            "text": self.text,
            "url": self.url,
            "copyright": self.copyright,
            "licence": self.licence,
        }


@dataclass(frozen=True)
class PlacedImage:
    """An image where a page uses it, with the credit typed there (empty: the image's own)."""

    image: AbstractImage
    credit: str = ""


def credit_of(image: AbstractImage | None, override: str = "") -> Credit | None:
    """The override where the image is used, else the image's own credit; None if nobody is named."""
    try:
        record = getattr(image, "newswire_credit", None)
    except ObjectDoesNotExist:
        record = None
    if override.strip():
        return Credit(override.strip())
    if record is None or record.not_needed or not record.text:
        return None
    return Credit(record.text, record.url, record.copyright, record.licence)


def placed_images(body: Any) -> Iterator[PlacedImage]:
    """Every picture in a body, in reading order, with the `credit` typed beside it."""
    for leaf, struct in leaves(body):
        if isinstance(leaf, AbstractImage):
            yield PlacedImage(leaf, (struct.get("credit") if struct else "") or "")


def page_credits(page: Any | None, body: Any = None) -> list[Credit]:
    """The credits of all pictures of a page, each once, in reading order.

    A page names its pictures by `newswire_images()`, an iterable of `PlacedImage` or images;
    without that method they are the pictures of `body`.
    """
    supplied = getattr(page, "newswire_images", None)
    used: Iterable[Any] = supplied() if supplied else placed_images(body)
    placed = [one if isinstance(one, PlacedImage) else PlacedImage(one) for one in used if one]
    prefetch_images(one.image for one in placed if one.image)
    once: dict[str, Credit] = {}
    for one in placed:
        if credit := credit_of(one.image, one.credit):
            once.setdefault(credit.text.casefold(), credit)
    return list(once.values())


def names(text: str, credit: Credit) -> bool:
    """Whether `text` already says the credit, as whole words."""
    return bool(re.search(rf"(?<!\w){re.escape(credit.text)}(?!\w)", text, re.IGNORECASE))
