"""The lead picture in the shape of an image block's value, so that both are shown by one code."""

from typing import Any

from django.utils.translation import get_language

from newswire.blocks.image import alt_of
from newswire.blocks.languages import language_name
from newswire.blocks.rendering import Rendering


def lead_value(page: Any) -> dict[str, Any]:
    return {
        "image": page.lead_picture,
        "alt_text": page.lead_alt_text,
        "decorative": page.lead_decorative,
        "caption": page.lead_caption,
        "credit": page.lead_credit,
    }


def lead_context(page: Any, rendering: Rendering) -> dict[str, Any] | None:
    """What `newswire_blocks/image.html` shows; None without a lead picture.

    A credit that a photo credit block names is not repeated under the picture.
    """
    if not page.lead_picture:
        return None
    value = lead_value(page)
    return {
        "value": value,
        "picture": rendering.picture(page.lead_picture),
        "alt": alt_of(value),
        "credits": rendering.caption_credits(page.lead_picture, page.lead_credit),
    }


def words_of_a_version(page: Any) -> str:
    """What another version says that its lead picture shows, where this one says nothing yet.

    `English: “Two flags”`, for whoever translates; empty where there is nothing to say. One query.
    """
    if not page.pk or not page.lead_picture_id or page.lead_alt_text:
        return ""
    others = type(page)._default_manager.filter(
        translation_key=page.translation_key, lead_picture=page.lead_picture_id
    )
    described = others.exclude(pk=page.pk).exclude(lead_alt_text="").select_related("locale")
    version = described.order_by("first_published_at", "pk").first()
    if version is None:
        return ""
    name = language_name(version.locale.language_code, get_language() or "en")
    return f"{name[:1].upper()}{name[1:]}: “{version.lead_alt_text}”"
