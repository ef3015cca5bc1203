from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock

from newswire.blocks.credits import Credit
from newswire.blocks.rendering import rendering_of


class PhotoCreditBlock(StructBlock):
    """One line naming whose pictures these are; captions then need not repeat it."""

    text = CharBlock(
        label=_("Text"),
        required=False,
        max_length=500,
        help_text=_("Left empty: the credits of all pictures of the page, each once."),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"credits": _shown(value, parent_context)}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        """`text`: what is typed, else all credits in one line; `credits`: what it names."""
        shown = _shown(value, context)
        return {
            "text": ", ".join(credit.text for credit in shown),
            "credits": [credit.representation() for credit in shown],
        }

    class Meta:
        label = _("Photo credit")
        description = _("Names the photographers or agencies of all pictures in one line.")
        icon = "user"
        group = _("Pictures")
        template = "newswire_blocks/photo_credit.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {"text": "MECO"}


def _shown(value: Any, context: Any) -> list[Credit]:
    text = (value.get("text") or "").strip()
    return [Credit(text)] if text else rendering_of(context).credits
