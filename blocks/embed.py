"""A video, post or map of another site: title, poster and link; its frame apart.

The frame loads what its site pleases, so pages show the link, and name the frame's address only for
those who ask their readers for consent. A third party's poster would tell it who reads: the poster
is a picture of this site.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import html
from wagtail.blocks import CharBlock, StructBlock, URLBlock
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException

from newswire.blocks.addresses import web_address
from newswire.blocks.choosers import PictureChooser
from newswire.blocks.image import sample, sample_context
from newswire.blocks.rendering import rendering_of


class EmbedBlock(StructBlock):
    url = URLBlock(label=_("Address"), help_text=_("Of the video, post or map, as the browser shows it."))
    title = CharBlock(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Left empty: the title that the other site gives it."),
    )
    poster = PictureChooser(label=_("Poster"), required=False)
    credit = CharBlock(label=_("Photo credit of the poster"), required=False, max_length=255)

    def clean(self, value: Any) -> Any:
        """Asks the other site once, when the page is published; if it does not answer, its frame
        is missing, but nothing else."""
        value = super().clean(value)
        if self.is_deferred_validation or not value["url"]:
            return value
        try:
            found = get_embed(value["url"])
        except (EmbedException, OSError, ValueError, KeyError):
            found = None
        if not value["title"] and not (found and found.title):
            message = _("The other site gives no title for this address: enter one.")
            raise StructBlockValidationError({"title": ValidationError(message)})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(parent_context)
        record, poster = rendering.embed(value["url"]), value.get("poster")
        return super().get_context(value, parent_context) | {
            "url": web_address(value["url"]),
            "title": _title(value, record),
            "site": record.provider_name if record else "",
            "picture": rendering.picture(poster) if poster else sample(parent_context),
            "credits": rendering.caption_credits(poster, value.get("credit") or ""),
            "frame": frame_of(record),
        }

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(context)
        record, poster = rendering.embed(value["url"]), value.get("poster")
        return {
            "url": web_address(value["url"]),
            "title": _title(value, record),
            "site": record.provider_name if record else "",
            "poster": rendering.picture(poster).representation(rendering.base) if poster else None,
            "frame": frame_of(record),
        }

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return sample_context(parent_context)

    class Meta:
        label = _("Embed")
        description = _("A video, post or map of another site, as a link with a poster.")
        icon = "media"
        group = _("Media and files")
        label_format = "{title}"
        template = "newswire_blocks/embed.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {"url": "https://video.example.org/1", "title": _("The rover's first metres")}


def frame_of(record: Any | None) -> dict[str, Any] | None:
    """{url, width, height} of the frame that the other site offers, if it is one over https.

    Only the address is taken: the site's own markup, with its scripts, never gets onto a page.
    """
    if record is None or not record.html.strip():
        return None
    addresses = html.fragment_fromstring(record.html, create_parent="div").xpath(".//iframe/@src")
    if not addresses or not addresses[0].startswith("https://"):
        return None
    return {"url": str(addresses[0]), "width": record.width, "height": record.height}


def _title(value: Any, record: Any | None) -> str:
    return value.get("title") or (record.title if record else "") or value["url"] or ""
