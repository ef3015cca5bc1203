from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from newswire.blocks.choosers import PictureChooser
from newswire.blocks.credits import credit_of
from newswire.blocks.rendering import Rendering, rendering_of
from newswire.blocks.renditions import PictureData, RenditionData

SAMPLE_VALUE = {
    "image": None,
    "alt_text": _("A rover on grey ground under a black sky"),
    "caption": _("The rover at its first test."),
    "credit": "MECO",
}


class ImageBlock(StructBlock):
    """A picture of the site's image model, with what only its place in the text can say."""

    image = PictureChooser(label=_("Picture"))
    alt_text = CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=500,
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    decorative = BooleanBlock(
        label=_("Decorative"),
        required=False,
        help_text=_("The picture says nothing that the text does not: screen readers skip it."),
    )
    caption = CharBlock(label=_("Caption"), required=False, max_length=500)
    credit = CharBlock(
        label=_("Photo credit"),
        required=False,
        max_length=255,
        help_text=_("Only where it differs from the picture's own credit."),
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        problem = None if self.is_deferred_validation else alt_problem(value)
        if problem:
            raise StructBlockValidationError({"alt_text": ValidationError(problem)})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(parent_context)
        return super().get_context(value, parent_context) | {
            "picture": rendering.picture(value["image"]) if value["image"] else sample(parent_context),
            "alt": alt_of(value),
            "credits": rendering.caption_credits(value["image"], value.get("credit") or ""),
        }

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        return picture_representation(value, rendering_of(context))

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return sample_context(parent_context)

    class Meta:
        label = _("Picture")
        description = _("A picture with its alternative text, caption and credit.")
        icon = "image"
        group = _("Pictures")
        template = "newswire_blocks/image.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = SAMPLE_VALUE


def alt_of(value: Any) -> str:
    """The alternative text as `alt` takes it: empty for a decorative picture."""
    return "" if value.get("decorative") else value.get("alt_text") or ""


def alt_problem(value: Any) -> Any:
    """What is wrong with the alternative text, as a message, or None."""
    if value.get("decorative") or not value["image"]:
        return None
    alt, name = (value.get("alt_text") or "").strip(), value["image"].filename
    if not alt:
        return _("Describe what the picture shows, or tick “Decorative”.")
    if alt.casefold() in {name.casefold(), PurePath(name).stem.casefold()}:
        return _("This is the file's name. Describe what the picture shows instead.")
    return None


def picture_representation(value: Any, rendering: Rendering) -> dict[str, Any]:
    """A picture with its place: id, renditions, focalPoint, missing, alt, caption, credit."""
    image = value["image"]
    found = rendering.picture(image) if image else PictureData("", missing=True)
    credit = credit_of(image, value.get("credit") or "")
    return found.representation(rendering.base) | {
        "alt": alt_of(value),
        "decorative": bool(value.get("decorative")),
        "caption": value.get("caption") or "",
        "credit": credit.representation() if credit else None,
    }


SAMPLE = "newswire_blocks/sample.svg"


def sample_context(context: Any) -> dict[str, Any]:
    """For the block picker: a drawing instead of somebody's picture."""
    url = static(SAMPLE)
    drawing = RenditionData("original", url, width=640, height=360, type="image/svg+xml")
    return {**(context or {}), SAMPLE: PictureData("", (drawing,))}


def sample(context: Any) -> PictureData | None:
    return (context or {}).get(SAMPLE)
