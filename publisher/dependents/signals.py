"""Pictures and snippets that are saved, anything shown that is deleted.

Such a model has no transaction of its own around `save()`. So the change is noted before it, due
only when a save that is under way has surely ended, and made due at once when it has: a process
killed in between leaves a note behind, never a change that nobody heard of.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models.signals import post_save, pre_delete, pre_save
from django.utils import timezone
from wagtail.models import AbstractPage

from newswire.publisher import wake
from newswire.publisher.capture.pages import UNSEEN_FIELDS
from newswire.publisher.models import Change

from .changes import note
from .language_sets import SET_MODELS, set_target
from .references import of_object, of_page, targets
from .shown import can_be_shown

A_SAVE_HAS_ENDED = timedelta(seconds=30)
NOTED = "_newswire_changes"  # on the instance: the rows noted before its save

# Bookkeeping that no page shows: drafts and locks of snippets, a login, an image's file read again,
# an outside version that still links back.
BOOKKEEPING = UNSEEN_FIELDS | {"last_login", "file_size", "file_hash", "checked_at"}


def connect() -> None:
    """Called once, from the app's `ready()`."""
    pre_save.connect(before_save, dispatch_uid="newswire.dependents.before_save")
    post_save.connect(after_save, dispatch_uid="newswire.dependents.after_save")
    pre_delete.connect(before_delete, dispatch_uid="newswire.dependents.before_delete")


def before_save(
    sender: type, instance: Any, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    if raw or not _is_followed(sender) or (update_fields is not None and update_fields <= BOOKKEEPING):
        return
    wait = timedelta(0) if connection.in_atomic_block else A_SAVE_HAS_ENDED
    of = [set_target(instance)] if sender in SET_MODELS else targets(instance)
    setattr(instance, NOTED, note(of, timezone.now() + wait))


def after_save(sender: type, instance: Any, **kwargs: Any) -> None:
    noted = vars(instance).pop(NOTED, None)
    if noted:
        if not connection.in_atomic_block:
            Change.objects.filter(pk__in=noted).update(due_at=timezone.now())
        wake.follow_soon()


def before_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """Inside the deletion's transaction, while the index still names the pages that show it."""
    noted: list[int] = []
    if sender in SET_MODELS:
        noted = note([set_target(instance)], timezone.now())
    elif isinstance(instance, AbstractPage):
        if sender is instance.base_page_model:
            noted = _note_gone(instance, of_page(instance.pk))
    elif can_be_shown(sender):
        noted = _note_gone(instance, of_object(instance))
    if noted:
        wake.follow_soon()


def _note_gone(instance: Any, shown_by: Iterable[int]) -> list[int]:
    page_ids = list(shown_by)
    return note(targets(instance)[:1], timezone.now(), page_ids) if page_ids else []


def _is_followed(model: type) -> bool:
    return model in SET_MODELS or can_be_shown(model)
