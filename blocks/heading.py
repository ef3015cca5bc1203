from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StructBlock

# h1 is the headline's.
LEVELS = [("h2", _("Heading")), ("h3", _("Subheading")), ("h4", _("Minor heading"))]


class HeadingBlock(StructBlock):
    text = CharBlock(label=_("Text"), max_length=255)
    level = ChoiceBlock(label=_("Level"), choices=LEVELS, default="h2", search_index=False)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return {"text": value["text"] or "", "level": int(value["level"][1])}

    class Meta:
        label = _("Heading")
        description = _("A heading within the text. The levels below it follow in order.")
        icon = "title"
        group = _("Text")
        label_format = "{text}"
        template = "newswire_blocks/heading.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {"text": _("A council for science and technology"), "level": "h2"}
