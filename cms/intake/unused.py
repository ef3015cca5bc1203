"""Pictures of an article that was taken down: they go from the library, where nobody here needs them."""

from collections.abc import Iterable
from typing import Any

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from wagtail.images import get_image_model
from wagtail.models import ModelLogEntry, ReferenceIndex

from newswire.cms.models import Imported, PictureCredit

from .edited import fingerprint


def remove_pictures(page: Any, written: str) -> str:
    """Those that were fetched for it and stand nowhere else, unless somebody has edited picture or page.

    `written`: the fingerprint of what the intake wrote last. Returns that of the page without them.
    """
    draft = page.get_latest_revision_as_object()
    if fingerprint(draft) != written:
        return written
    shown = _pictures(page) | _pictures(draft)
    fetched = Imported.objects.filter(kind=Imported.Kind.PICTURE, object_id__in=shown)
    for key in set(fetched.values_list("object_id", flat=True)):
        if not _is_needed(key, page):
            get_image_model().objects.filter(pk=key).delete()
            fetched.filter(object_id=key).delete()
    page.refresh_from_db()
    return fingerprint(page.get_latest_revision_as_object())


def _pictures(page: Any) -> set[str]:
    """Their keys as Wagtail's reference index has them."""
    image_type = _type(get_image_model()).pk
    return {key for type_id, key, *_ in _references(page) if type_id == image_type}


def _is_needed(key: str, page: Any) -> bool:
    return _is_edited(key) or _is_shown(key, page) or any(key in _pictures(one) for one in _drafts(key, page))


def _is_edited(key: str) -> bool:
    """By somebody: the intake logs nothing of a picture."""
    return ModelLogEntry.objects.filter(content_type=_type(get_image_model()), object_id=key).exists()


def _is_shown(key: str, page: Any) -> bool:
    """By anything but this page; its credit is its own."""
    references = ReferenceIndex.objects.filter(to_content_type=_type(get_image_model()), to_object_id=key)
    others = references.exclude(base_content_type=_type(PictureCredit))
    return others.exclude(base_content_type=_type(_page_model()), object_id=str(page.pk)).exists()


def _drafts(key: str, page: Any) -> Iterable[Any]:
    """Pages whose unpublished changes may show it: the reference index knows none of these."""
    pages: QuerySet[Any] = _page_model().objects.filter(has_unpublished_changes=True).exclude(pk=page.pk)
    said = pages.annotate(said=Cast("latest_revision__content", TextField()))
    for one in said.filter(said__contains=key).specific():
        yield one.get_latest_revision_as_object()


def _references(page: Any) -> Iterable[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = ReferenceIndex._extract_references_from_object(page)
    return found


def _type(model: Any) -> Any:
    return ContentType.objects.get_for_model(model)


def _page_model() -> Any:
    return swapper.load_model("wagtailcore", "Page")
