"""Tags for templates that show pictures, credits and related news outside a body."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from newswire.blocks.credits import Credit
from newswire.blocks.languages import direction
from newswire.blocks.related import RelatedNewsBlock
from newswire.blocks.renditions import picture

register = template.Library()
register.filter("direction", direction)


@register.simple_tag
def credit_line(credits: Sequence[Credit]) -> SafeString:
    """“Photo credit: MECO”, each credit linked to its address where it has one."""
    linked = (
        format_html('<a href="{}">{}</a>', credit.url, credit.text)
        if credit.url
        else format_html("{}", credit.text)
        for credit in credits
    )
    names = format_html_join(", ", "{}", ((name,) for name in linked))
    return format_html(gettext("Photo credit: {names}"), names=names)


@register.inclusion_tag("newswire_blocks/picture.html")
def newswire_picture(image: Any, alt: str = "", sizes: str = "") -> Mapping[str, Any]:
    """An `img` of any image with `srcset`; nothing for a picture that is missing."""
    return {"picture": picture(image) if image else None, "alt": alt, "sizes": sizes}


@register.simple_tag(takes_context=True)
def newswire_related(context: template.Context) -> str:
    """Automatic related news of the context's `page`, for a page whose body has no block of it."""
    block = RelatedNewsBlock()
    return block.render(block.get_default(), context.flatten())
