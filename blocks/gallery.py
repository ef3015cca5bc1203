from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock

from newswire.blocks.image import SAMPLE_VALUE, ImageBlock, picture_representation, sample_context
from newswire.blocks.rendering import rendering_of


class GalleryBlock(StructBlock):
    title = CharBlock(label=_("Title"), required=False, max_length=255)
    pictures = ListBlock(ImageBlock(), label=_("Pictures"), min_num=2)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """`figures`: the pictures' HTML; one that is missing leaves no empty place."""
        figures = (bound.render(parent_context) for bound in value["pictures"].bound_blocks)
        shown = [figure for figure in figures if figure.strip()]
        return super().get_context(value, parent_context) | {"figures": shown}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(context)
        return {
            "title": value["title"] or "",
            "pictures": [picture_representation(one, rendering) for one in value["pictures"]],
        }

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return sample_context(parent_context)

    class Meta:
        label = _("Gallery")
        description = _("Two pictures or more that belong together.")
        icon = "grid"
        group = _("Pictures")
        label_format = "{title}"
        template = "newswire_blocks/gallery.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {"title": _("The first test"), "pictures": [SAMPLE_VALUE, SAMPLE_VALUE]}
