"""The lead picture in the shape of an image block's value, so that both are shown by one code."""

from typing import Any

from newswire.blocks.image import alt_of
from newswire.blocks.rendering import Rendering
from newswire.blocks.renditions import picture


def lead_value(page: Any) -> dict[str, Any]:
    return {
        "image": page.lead_picture,
        "alt_text": page.lead_alt_text,
        "decorative": page.lead_decorative,
        "caption": page.lead_caption,
        "credit": page.lead_credit,
    }


def lead_context(page: Any) -> dict[str, Any] | None:
    """What `newswire_blocks/image.html` shows; None without a lead picture.

    A credit that a photo credit block names is not repeated under the picture.
    """
    if not page.lead_picture:
        return None
    value = lead_value(page)
    return {
        "value": value,
        "picture": picture(page.lead_picture),
        "alt": alt_of(value),
        "credits": Rendering(page, page.body).caption_credits(page.lead_picture, page.lead_credit),
    }
