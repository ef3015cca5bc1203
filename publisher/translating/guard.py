"""A link survives a save that was under way: the row's translation key counts, not the instance's.

A publish that loaded its page before a link was committed writes every column, the old key among them.
"""

from typing import Any
from uuid import UUID

import swapper
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from wagtail.models import AbstractPage

from newswire.publisher.compiled import compiled

RELINKS = "_newswire_relinks"  # on an instance: this save is the one that changes the key


def connect() -> None:
    """Called once, from the app's `ready()`."""
    pre_save.connect(keep_key, dispatch_uid="newswire.translating.guard")


def keep_key(
    sender: type, instance: Any, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """`pre_save` of any model; of a page, inside the transaction of its save. One query."""
    if raw or not isinstance(instance, AbstractPage) or instance.pk is None or instance._state.adding:
        return
    if getattr(instance, RELINKS, False):
        return
    if update_fields is not None and "translation_key" not in update_fields:
        return
    with transaction.atomic(savepoint=False):  # a savepoint would be two statements more in every publish
        key = _key_of.first(instance.pk)
    if key is not None:
        instance.translation_key = key


@compiled
def _key_of(page_id: int) -> QuerySet[Any, UUID]:
    rows = swapper.load_model("wagtailcore", "Page")._base_manager.filter(pk=page_id)
    return rows.select_for_update().values_list("translation_key", flat=True)
