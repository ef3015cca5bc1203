"""What the blocks of one body share while it is rendered: fetched once, whatever their number."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from django.utils.translation import get_language, override
from wagtail.images.models import AbstractImage
from wagtail.models import AbstractPage
from wagtail.rich_text import RichText

from newswire.blocks.addresses import base_address
from newswire.blocks.credits import Credit, credit_of, names, page_credits
from newswire.blocks.page_language import language_for, page_language
from newswire.blocks.renditions import PictureData, prefetch_images
from newswire.blocks.source import Source
from newswire.blocks.teasers import Teaser, resolve_related
from newswire.blocks.walk import leaves

KEY = "newswire_rendering"


class Rendering:
    """One body being rendered, or one block of it alone (then `body` is None)."""

    def __init__(self, page: Any | None = None, body: Any = None, source: Source | None = None) -> None:
        self.page = page
        self.body = body
        self.source = source or Source()
        self._leaves = [leaf for leaf, _ in leaves(body)] if body is not None else []
        prefetch_images(leaf for leaf in self._leaves if isinstance(leaf, AbstractImage))

    @cached_property
    def base(self) -> str:
        """Scheme and host that make an address absolute."""
        return base_address(self.page)

    @cached_property
    def lang(self) -> str:
        """The page's language, without a page the active one."""
        return page_language(self.page) or get_language() or "en"

    @cached_property
    def pages(self) -> Mapping[int, Any]:
        """The live and public ones of all pages chosen in the body."""
        return self.source.visible({leaf.pk for leaf in self._leaves if isinstance(leaf, AbstractPage)})

    @cached_property
    def _html(self) -> dict[str, str]:
        return self.source.html(leaf.source for leaf in self._leaves if isinstance(leaf, RichText))

    def html(self, text: RichText) -> str:
        """Rich text with real addresses in the active language."""
        if text.source not in self._html:
            self._html.update(self.source.html([text.source]))
        return self._html.get(text.source, "")

    @cached_property
    def credits(self) -> list[Credit]:
        return page_credits(self.page, self.body)

    @cached_property
    def _credit_texts(self) -> list[str]:
        """What the photo credit blocks of the body say; an empty text stands for all credits."""
        children = self.body if self.body is not None else []
        lines = (child.value["text"] for child in children if child.block_type == "photo_credit")
        return [(line or "").strip() for line in lines]

    def caption_credits(self, image: AbstractImage | None, override: str = "") -> list[Credit]:
        """Who a picture's caption names: nobody whom a photo credit block of the body names."""
        credit = credit_of(image, override)
        named = credit and any(not text or names(text, credit) for text in self._credit_texts)
        return [credit] if credit and not named else []

    def embed(self, url: str | None) -> Any | None:
        """What the site of an embedded address once told of it; never asks that site again."""
        known = self._embeds if self.body is not None else self.source.embeds([url])
        return known.get(url or "")

    @cached_property
    def _embeds(self) -> Mapping[str, Any]:
        children = self.body if self.body is not None else []
        return self.source.embeds(child.value["url"] for child in children if child.block_type == "embed")

    @cached_property
    def _related_block(self) -> Any | None:
        children = self.body if self.body is not None else []
        return next((child.value for child in children if child.block_type == "related_news"), None)

    @cached_property
    def related(self) -> list[Teaser]:
        """The teasers of the body's block, or the automatic ones at its end."""
        if self._related_block is None and not getattr(self.page, "related_automatically", True):
            return []
        return self._resolved(self._related_block)

    def teasers(self, value: Any) -> list[Teaser]:
        """Of a block of related news."""
        return self.related if value is self._related_block else self._resolved(value)

    def _resolved(self, value: Any | None) -> list[Teaser]:
        items = value["items"] if value else []
        ids = {item.value["page"].pk for item in items if item.value.get("page")}
        with override(language_for(self.page)):
            return resolve_related(value, self.page, self.visible(ids), self.source)

    def picture(self, image: AbstractImage) -> PictureData:
        return self.source.picture(image)

    def visible(self, ids: set[int]) -> Mapping[int, Any]:
        """Live and public pages by id; asks the database only for a block rendered alone."""
        return self.pages if self.body is not None else self.source.visible(ids)


def rendering_of(context: Mapping[str, Any] | None) -> Rendering:
    """The rendering that a body put in the context, else one for this block alone."""
    context = context or {}
    return context.get(KEY) or Rendering(context.get("page"))


@contextmanager
def rendering_body(body: Any, context: Mapping[str, Any] | None) -> Iterator[dict[str, Any]]:
    """The context for a body's blocks, in the language of the page.

    A rendering of the same body that the context holds already is used again.
    """
    context = dict(context or {})
    page, known = context.get("page"), context.get(KEY)
    with override(language_for(page)):
        yield context | {KEY: known if known and known.body is body else Rendering(page, body)}
