from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
    URLBlock,
)
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from newswire.blocks.addresses import absolute
from newswire.blocks.choosers import PageChooser
from newswire.blocks.language import LanguageBlock
from newswire.blocks.languages import language_choices
from newswire.blocks.rendering import rendering_of
from newswire.blocks.teasers import LIMIT, Teaser


class PickedPageBlock(StructBlock):
    page = PageChooser(label=_("Page"))
    title = CharBlock(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Left empty: the page's own title, also when that changes."),
    )
    summary = TextBlock(
        label=_("Summary"),
        required=False,
        max_length=500,
        help_text=_("Left empty: the page's own summary, also when that changes."),
    )

    class Meta:
        label = _("Page of this site")
        icon = "doc-empty-inverse"


class OutsideItemBlock(StructBlock):
    title = CharBlock(label=_("Title"), max_length=255)
    url = URLBlock(label=_("Address"))
    site_name = CharBlock(
        label=_("Name of the site"),
        max_length=100,
        help_text=_("So that readers know where the link leads."),
    )
    summary = TextBlock(label=_("Summary"), required=False, max_length=500)
    language = LanguageBlock(
        label=_("Language"),
        choices=language_choices,
        required=False,
        help_text=_("Left empty: the language of this page."),
    )

    class Meta:
        label = _("Item on another site")
        icon = "link-external"
        label_format = "{title}"


class RelatedItemsBlock(StreamBlock):
    page = PickedPageBlock()
    outside = OutsideItemBlock()

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        errors, surplus = _repeated(value), len(value) - LIMIT
        message = gettext("At most %(limit)d items are shown: remove %(count)d.")
        counts = {"limit": LIMIT, "count": surplus}
        too_many = [ValidationError(message % counts)] if surplus > 0 else []
        if errors or too_many:
            raise StreamBlockValidationError(errors, too_many)
        return value

    class Meta:
        required = False


class RelatedNewsBlock(StructBlock):
    """ "Read more": hand-picked pages, items outside the site, automatic ones, or all mixed."""

    heading = CharBlock(
        label=_("Heading"),
        required=False,
        max_length=100,
        help_text=_("Left empty: “Read more”, in the language of the page."),
    )
    items = RelatedItemsBlock(
        label=_("Items"),
        required=False,
        help_text=_(
            "In this order. A page in another language is replaced by its version in the "
            "language of this page, and left out where there is none."
        ),
    )
    automatic = BooleanBlock(
        label=_("Fill up automatically"),
        required=False,
        default=True,
        help_text=_("With the newest news on the same topics, to five in all."),
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not (self.is_deferred_validation or value["items"] or value["automatic"]):
            message = _("Add an item, or tick “Fill up automatically”.")
            raise StructBlockValidationError({"automatic": ValidationError(message)})
        return value

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(parent_context)
        return super().get_context(value, parent_context) | {
            "teasers": rendering.teasers(value),
            "page_lang": rendering.lang,
            "all_news_url": all_news_url(rendering.page),
        }

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        rendering = rendering_of(context)
        teasers, all_news = rendering.teasers(value), all_news_url(rendering.page)
        return {
            "heading": value.get("heading") or gettext("Read more"),
            "items": [teaser_representation(one, rendering.base) for one in teasers],
            "allNews": {"label": gettext("All news"), "url": absolute(all_news, rendering.base)}
            if all_news
            else None,
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        """Nothing: the words are those of other articles."""
        return []

    class Meta:
        label = _("Related news")
        description = _("“Read more”: up to five teasers, chosen by hand or automatic.")
        icon = "list-ul"
        group = _("Links")
        label_format = "{heading}"
        template = "newswire_blocks/related_news.html"
        preview_template = "newswire_blocks/preview.html"
        preview_value = {
            "items": [
                (
                    "outside",
                    {
                        "title": _("Twenty start-ups selected for a support programme"),
                        "summary": _("The jury announced the names at the venture days."),
                        "url": "https://news.example.org/start-ups",
                        "site_name": "Example News",
                    },
                ),
            ],
            "automatic": False,
        }


def teaser_representation(teaser: Teaser, base: str) -> dict[str, Any]:
    """One element of `related` (docs/blocks.md); `pageId` is what this site calls the page."""
    return {
        "position": teaser.position,
        "kind": teaser.kind,
        "external": teaser.external,
        "pageId": teaser.page_id,
        "title": teaser.title,
        "summary": teaser.summary,
        "url": absolute(teaser.url, base),
        "lang": teaser.lang,
        "site": teaser.site,
        "image": teaser.image.representation(base) if teaser.image else None,
    }


def all_news_url(page: Any | None) -> str:
    """Where all news in the page's language stands: the page's attribute `all_news_url`, if any."""
    return getattr(page, "all_news_url", "") or ""


def _repeated(items: Any) -> dict[int, ValidationError]:
    seen: set[Any] = set()
    errors: dict[int, ValidationError] = {}
    for index, item in enumerate(items):
        field = "page" if item.block_type == "page" else "url"
        target = getattr(item.value[field], "pk", item.value[field])
        if target and target in seen:
            message = _("This is already in the list: remove one of the two.")
            errors[index] = StructBlockValidationError({field: ValidationError(message)})
        seen.add(target)
    return errors
