"""Which picture and which of its files stands for a page."""

from collections.abc import Mapping, Sequence
from typing import Any

SOCIAL = ("social", "16x9")  # renditions for a preview card, best first


def lead(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The lead picture, else the first."""
    images: Sequence[Mapping[str, Any]] = data["images"]
    return next((image for image in images if image["role"] == "lead"), images[0] if images else None)


def best(renditions: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The one made for previews, else the largest that every reader understands."""
    named = {rendition["name"]: rendition for rendition in renditions}
    if found := next((named[name] for name in SOCIAL if name in named), None):
        return found
    plain = [one for one in renditions if one["type"] in {"image/jpeg", "image/png"}] or list(renditions)
    return max(plain, key=lambda one: one["width"], default=None)
