from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, TextBlock, URLBlock

from newswire.blocks.addresses import web_address


class QuoteBlock(StructBlock):
    text = TextBlock(label=_("Quote"), help_text=_("Without quotation marks: the page adds them."))
    name = CharBlock(label=_("Who says it"), required=False, max_length=255)
    role = CharBlock(
        label=_("Role"), required=False, max_length=255, help_text=_("“Minister of the economy”")
    )
    source_url = URLBlock(label=_("Address of the source"), required=False)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        source_url = web_address(value.get("source_url"))
        return super().get_context(value, parent_context) | {"source_url": source_url}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {
            "text": value["text"] or "",
            "name": value["name"] or "",
            "role": value["role"] or "",
            "sourceUrl": web_address(value.get("source_url")),
        }

    class Meta:
        label = _("Quote")
        description = _("What somebody said, with name and role.")
        icon = "openquote"
        group = _("Text")
        label_format = "{text}"
        template = "newswire_blocks/quote.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "text": _("We agreed on more than we had hoped for."),
            "name": "Jeanne Muller",
            "role": _("Head of the delegation"),
        }
