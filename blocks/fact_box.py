from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock

from newswire.blocks.paragraph import ParagraphBlock


class FactBoxBlock(StructBlock):
    heading = CharBlock(label=_("Heading"), max_length=255)
    text = ParagraphBlock(label=_("Text"))

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        html = self.child_blocks["text"].get_api_representation(value["text"], context)
        return {"heading": value["heading"] or "", "html": html}

    class Meta:
        label = _("Fact box")
        description = _("Background beside the text: figures, dates, who is who.")
        icon = "info-circle"
        group = _("Text")
        label_format = "{heading}"
        template = "newswire_blocks/fact_box.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "heading": _("The council in figures"),
            "text": _("Two countries, eleven meetings."),
        }
