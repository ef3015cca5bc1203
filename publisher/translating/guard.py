"""A link survives a save that was under way: the row's translation key counts, not the instance's.

A publish that loaded its page before a link was committed writes every column, the old key among them.
The same query sees whether the page has gone public meanwhile (`editorial/overtaken.py`).
"""

from typing import Any
from uuid import UUID

import swapper
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import pre_save
from wagtail.models import AbstractPage

from newswire.publisher.compiled import compiled
from newswire.publisher.editorial import overtaken

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
        row = _row_of.first(instance.pk)
    if row is None:
        return
    instance.translation_key, is_public = row
    overtaken.refuse(instance, is_public)


@compiled
def _row_of(page_id: int) -> QuerySet[Any, tuple[UUID, bool]]:
    rows = swapper.load_model("wagtailcore", "Page")._base_manager.filter(pk=page_id)
    return rows.select_for_update().values_list("translation_key", "live")
