"""Language sets: every member shows the others, and no reference says so."""

from typing import Any
from uuid import UUID

import swapper
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet

from newswire.publisher.compiled import compiled
from newswire.publisher.models import LanguageSet, OutsideVersion, Publication

from .references import Target, page_content_type

SET_MODELS = frozenset({LanguageSet, OutsideVersion})  # what Newswire itself keeps of a set


def set_target(instance: Model) -> Target:
    """What a record of a set is noted under: its key."""
    key = instance.set_id if isinstance(instance, OutsideVersion) else instance.pk
    return (_set_content_type().pk, str(key))


def members(target: Target) -> set[int]:
    """The page ids of a language set, named by its key or by one of its pages; else empty."""
    content_type_id, object_id = target
    keys: set[UUID] = set()
    if content_type_id == _set_content_type().pk:
        keys = {UUID(object_id)}
    elif content_type_id == page_content_type().pk:
        page_id = int(object_id)
        keys = {key for key in (*_key(page_id), *_published_key(page_id)) if key}
    return {page_id for key in keys for page_id in of_set(key)}


def of_set(key: UUID) -> list[int]:
    """The page ids, by the pages and by the publications: one that is being rendered for the first time has a
    publication that names no set yet, and one that is deleted has no page."""
    return [*_pages_in(key), *_published_in(key)]


@compiled
def _pages_in(key: UUID) -> QuerySet[Any, int]:
    return _pages().filter(translation_key=key).values_list("pk", flat=True)


@compiled
def _published_in(key: UUID) -> QuerySet[Publication, int]:
    return Publication.objects.filter(set_key=key).values_list("page_id", flat=True)


@compiled
def _key(page_id: int) -> QuerySet[Any, UUID]:
    return _pages().filter(pk=page_id).values_list("translation_key", flat=True)


@compiled
def _published_key(page_id: int) -> QuerySet[Publication, UUID | None]:
    return Publication.objects.filter(page_id=page_id).values_list("set_key", flat=True)


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.order_by()


def _set_content_type() -> ContentType:
    return ContentType.objects.get_for_model(LanguageSet)
