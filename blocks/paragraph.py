from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import RichTextBlock
from wagtail.rich_text import RichText

from newswire.blocks.addresses import absolute_links
from newswire.blocks.allow_list import cleaned
from newswire.blocks.rendering import rendering_of

# Pictures, embeds, quotes and headings are blocks of their own, so that every reader of the
# structured body finds them; text pasted from a word processor is reduced to these.
FEATURES = ["bold", "italic", "superscript", "subscript", "link", "document-link", "ol", "ul"]


class ParagraphBlock(RichTextBlock):
    """Running text with the marks of `FEATURES`; a host that needs others passes `features`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": FEATURES} | kwargs)

    def to_python(self, value: str | None) -> RichText:
        """What is stored, with nothing in it that the editor could not have written."""
        return RichText(cleaned(value or "", self.features))

    def normalize(self, value: RichText | str | None) -> RichText:
        return self.to_python(value.source if isinstance(value, RichText) else value and str(value))

    def value_from_form(self, value: str | None) -> RichText:
        return self.to_python(value)

    def get_context(self, value: RichText, parent_context: Any = None) -> dict[str, Any]:
        html = rendering_of(parent_context).html(value)
        return super().get_context(value, parent_context) | {"html": html}

    def get_api_representation(self, value: RichText, context: Any = None) -> str:
        """HTML with absolute addresses."""
        rendering = rendering_of(context)
        return absolute_links(rendering.html(value), rendering.base)

    def get_preview_value(self) -> RichText:
        text = gettext("The two ministers met on Wednesday to agree on research in space.")
        return RichText(f"<p>{text}</p>")

    class Meta:
        label = _("Paragraph")
        description = _("Running text: one paragraph or several, with links and lists.")
        icon = "pilcrow"
        group = _("Text")
        template = "newswire_blocks/paragraph.html"
        preview_template = "newswire_blocks/preview.html"
