from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail.images.models import AbstractImage

from newswire.blocks.walk import leaves
from newswire.cms.articles.lead import lead_value


@dataclass(frozen=True)
class PlacedPicture:
    """A picture with what its place says of it: `alt_text`, `decorative`, `caption`, `credit`."""

    image: AbstractImage
    role: str  # "lead", "body" or "gallery"
    place: Mapping[str, Any]


def placed_pictures(page: Any) -> Iterator[PlacedPicture]:
    """In reading order, the lead picture first."""
    if page.lead_picture:
        yield PlacedPicture(page.lead_picture, "lead", lead_value(page))
    for block in page.body:
        role = "gallery" if block.block_type == "gallery" else "body"
        for leaf, struct in leaves(block.value):
            if isinstance(leaf, AbstractImage):
                yield PlacedPicture(leaf, role, struct or {})
