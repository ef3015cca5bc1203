"""A link survives a save that was under way: the row's translation key counts, not the instance's.

A publish that loaded its page before a link was committed writes every column, the old key among them.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_save
from wagtail.models import AbstractPage

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
    rows = instance.base_page_model._base_manager.filter(pk=instance.pk)
    with transaction.atomic(savepoint=False):  # a savepoint would be two statements more in every publish
        key = rows.select_for_update().values_list("translation_key", flat=True).first()
    if key is not None:
        instance.translation_key = key
