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
    if content_type_id == _set_content_type().pk:
        return set(of_set(UUID(object_id)))
    if content_type_id != page_content_type().pk:
        return set()
    # By the pages too: of a version that is being rendered for the first time we do not know the set yet.
    return {*_versions(int(object_id)), *_with(int(object_id))}


@compiled
def _versions(page_id: int) -> QuerySet[Any, int]:
    pages = swapper.load_model("wagtailcore", "Page").objects.order_by()
    key = pages.filter(pk=page_id).values("translation_key")
    return pages.filter(translation_key__in=key).values_list("pk", flat=True)


@compiled
def _with(page_id: int) -> QuerySet[Publication, int]:
    key = Publication.objects.filter(page_id=page_id, set_key__isnull=False).values("set_key")
    return Publication.objects.filter(set_key__in=key).values_list("page_id", flat=True)


def of_set(key: UUID) -> QuerySet:
    return Publication.objects.filter(set_key=key).values_list("page_id", flat=True)


def _set_content_type() -> ContentType:
    return ContentType.objects.get_for_model(LanguageSet)
