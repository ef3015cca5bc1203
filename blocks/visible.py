"""Pages that a link of a body may lead to: live, public, and loaded with what a teaser shows."""

from collections.abc import Collection, Iterable
from typing import Any

import swapper
from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects
from django.db.models.functions import Left, Length
from wagtail.models import PageViewRestriction

from newswire.blocks.renditions import prefetch_images

TEASER_PICTURE = "lead_picture"


def is_public() -> Any:
    """The condition of Wagtail's `public()`, which asks for all restrictions first, in the query itself."""
    above = PageViewRestriction.objects.filter(page__path=Left(OuterRef("path"), Length("page__path")))
    return ~Exists(above)


def visible_pages(ids: Collection[int]) -> dict[int, Any]:
    """Live and public pages by id, specific, with their locale, in a fixed number of queries."""
    return _by_id(_pages().filter(pk__in=ids)) if ids else {}


def visible_versions(pages: Iterable[Any], locale_id: int) -> dict[str, Any]:
    """Live and public versions of `pages` in one language, by translation key."""
    keys = {page.translation_key for page in pages}
    if not keys:
        return {}
    found = _pages().filter(translation_key__in=keys, locale_id=locale_id)
    return {page.translation_key: page for page in _by_id(found).values()}


def prefetch_teaser_pictures(pages: Iterable[Any]) -> None:
    """Fetches the pages' `lead_picture` and its renditions; types without one are left alone."""
    by_model: dict[type, list[Any]] = {}
    for page in pages:
        if any(field.name == TEASER_PICTURE for field in page._meta.get_fields()):
            by_model.setdefault(type(page), []).append(page)
    for group in by_model.values():
        prefetch_related_objects(group, TEASER_PICTURE)
        pictures = (getattr(page, TEASER_PICTURE) for page in group)
        prefetch_images(image for image in pictures if image)


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.all()


def _by_id(pages: Any) -> dict[int, Any]:
    specific = pages.live().filter(is_public()).specific().defer_streamfields()
    with_locale = specific.select_related("locale", for_specific_subqueries=True)
    return {page.pk: page for page in with_locale}
