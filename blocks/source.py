"""Where the blocks of a body find what they point at."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from newswire.blocks.candidates import candidates
from newswire.blocks.renditions import PictureData, picture
from newswire.blocks.rich_text import expand_all
from newswire.blocks.visible import visible_pages, visible_versions


class Source:
    """The database, asked once for each body. Who shows many bodies hands over one that knows them all."""

    whole = False  # pictures that cannot be made at present are errors, and are not left out

    @cached_property
    def _described(self) -> dict[tuple[Any, bool], PictureData]:
        return {}

    def picture(self, image: Any, crops: bool = False) -> PictureData:
        """As `renditions.picture`, once for each: body, list of pictures and teasers show the same."""
        found = self._described.get((image, crops))
        if found is None:
            found = self._described[image, crops] = picture(image, crops, self.whole)
        return found

    def visible(self, ids: Collection[int]) -> Mapping[int, Any]:
        """Live and public pages by id, specific."""
        return visible_pages(ids)

    def versions(self, pages: Iterable[Any], locale_id: int) -> Mapping[Any, Any]:
        """Live and public versions of `pages` in one language, by translation key."""
        return visible_versions(pages, locale_id)

    def offered(self, page: Any, limit: int, exclude: Collection[int]) -> list[Any]:
        """Automatic related news of `page`, best first."""
        found = candidates(page, limit=limit, exclude=exclude)
        visible = visible_pages({one.pk for one in found})
        return [visible[one.pk] for one in found if one.pk in visible]

    def embeds(self, urls: Iterable[str | None]) -> Mapping[str, Any]:
        """What the sites of embedded addresses once told of them; never asks those sites again."""
        hashes = {get_embed_hash(url) for url in urls if url}
        return {one.url: one for one in Embed.objects.filter(hash__in=hashes)} if hashes else {}

    def html(self, texts: Iterable[str]) -> dict[str, str]:
        """Stored rich texts with real addresses in the active language."""
        return expand_all(texts)
