"""Suggestions beside the items of a related news block, wherever that block is edited."""

from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks.stream_block import StreamBlockAdapter

from newswire.blocks.related import RelatedItemsBlock
from newswire.blocks.teasers import LIMIT

VIEW = "newswire_related_suggestions"


class SuggestingAdapter(StreamBlockAdapter):
    js_constructor = "newswire.cms.RelatedItemsBlock"

    def js_args(self, block: Any) -> list[Any]:
        *others, meta = super().js_args(block)
        suggestions = {"url": reverse(VIEW), "limit": LIMIT, "words": _words()}
        return [*others, meta | {"suggestions": suggestions}]

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["newswire_cms/related_suggestions.js"])


def connect() -> None:
    register(SuggestingAdapter(), RelatedItemsBlock)


def _words() -> dict[str, str]:
    """What the panel says; {title} and {date} are filled in by its script."""
    return {
        "heading": _("Suggestions"),
        "add": _("Add “{title}” ({date})"),
        "added": _("“{title}” has been added to the list."),
        "refresh": _("Suggest again"),
        "none": _("There is nothing more to suggest."),
        "full": _("The list is full: remove an item to see suggestions."),
        "failed": _("No suggestions could be loaded. Try again later."),
    }
