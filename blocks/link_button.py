from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock

from newswire.blocks.link import LinkBlock, link_of
from newswire.blocks.rendering import rendering_of


class LinkButtonBlock(LinkBlock):
    text = CharBlock(
        label=_("Words on the button"),
        max_length=100,
        help_text=_("What happens there: “Register for the conference”, not “Click here”."),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"link": _link(value, parent_context)}

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        link, base = _link(value, context), rendering_of(context).base
        return {"text": value["text"] or "", "link": link.representation(base) if link else None}

    def get_searchable_content(self, value: Any) -> list[str]:
        return [value["text"]] if value["text"] else []

    class Meta:
        label = _("Link button")
        description = _("One link that stands out: a registration, a service, a campaign.")
        icon = "link-external"
        group = _("Links")
        form_layout = ["text", "page", "url", "site_name"]
        template = "newswire_blocks/link_button.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "text": _("Register for the space conference"),
            "page": None,
            "url": "https://events.example.org/space",
            "site_name": "Example Events",
        }


def _link(value: Any, context: Any) -> Any:
    chosen = value.get("page")
    return link_of(value, rendering_of(context).visible({chosen.pk} if chosen else set()))
