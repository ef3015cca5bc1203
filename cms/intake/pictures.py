"""Which of the article's images an `img` of its text shows, and the best file of it."""

from typing import Any
from urllib.parse import urljoin

from newswire.cms.importing.items import Picture
from newswire.cms.models import PictureCredit

from .body import objects, text

LONGEST_ADDRESS = 2000
WHOLE = ("webp-", "jpeg-")  # files that show all of the picture; the others are cut to a shape


def picture_of(element: Any, data: dict[str, Any], caption: str) -> Picture | None:
    source = element.get("src", "")
    known = _image(source, data)
    if known:
        return described(known, caption=caption)
    address = urljoin(text(data, "url", LONGEST_ADDRESS), source)
    is_fit = address.startswith(("http://", "https://"))
    return Picture(address, element.get("alt", "").strip(), caption) if is_fit else None


def described(image: dict[str, Any], caption: str = "") -> Picture | None:
    """The largest file of an image, with what is said of it."""
    files = [one for one in objects(image, "renditions") if text(one, "url", LONGEST_ADDRESS)]
    if not files:
        return None
    whole = [one for one in files if text(one, "name", 20).startswith(WHOLE)]
    best = max(whole or files, key=lambda one: one["width"] if isinstance(one.get("width"), int) else 0)
    credit = image.get("credit")
    return Picture(
        url=text(best, "url", LONGEST_ADDRESS),
        alt=text(image, "alt", 500),
        caption=caption or text(image, "caption", 500),
        credit=text(credit, "text", 500),
    )


def lead_of(data: dict[str, Any]) -> dict[str, Any] | None:
    return next((one for one in objects(data, "images") if one.get("role") == "lead"), None)


def is_lead(element: Any, data: dict[str, Any]) -> bool:
    known = _image(element.get("src", ""), data)
    return known is not None and known.get("role") == "lead"


def complete_credit(image: Any, described: dict[str, Any]) -> None:
    """Address, copyright and licence beside the credit's text; what an editor typed stays."""
    credit = described.get("credit")
    more = {"url": text(credit, "url", 2000), "copyright": text(credit, "copyright", 500)}
    more["licence"] = text(credit, "licence", 500)
    if any(more.values()):
        empty = dict.fromkeys(more, "")
        said = {"image": image, "text": text(credit, "text", 500)}
        PictureCredit.objects.filter(**said, **empty).update(**more)


def _image(source: str, data: dict[str, Any]) -> dict[str, Any] | None:
    for image in objects(data, "images"):
        if any(one.get("url") == source for one in objects(image, "renditions")):
            return image
    return None
