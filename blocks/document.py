from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock

from newswire.blocks.addresses import absolute
from newswire.blocks.choosers import DocumentChooser
from newswire.blocks.rendering import rendering_of


class DocumentBlock(StructBlock):
    document = DocumentChooser(label=_("Document"))
    title = CharBlock(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Left empty: the document's own title."),
    )

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        document = value["document"]
        if document is None:
            return None
        return {
            "title": value["title"] or document.title,
            "url": absolute(document.url, rendering_of(context).base),
            "filename": document.filename,
            "type": document.content_type,
            "bytes": document.file_size,
        }

    class Meta:
        label = _("Document")
        description = _("A file to download, with its kind and size.")
        icon = "doc-full"
        group = _("Media and files")
        template = "newswire_blocks/document.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "document": {"title": "MoU", "url": "#", "file_extension": "pdf", "file_size": 240_000},
        }
