"""Deletes a channel with its history, which may be millions of rows."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete

from newswire.publisher.models import (
    Attempt,
    Channel,
    Copy,
    Delivery,
    Lane,
    StaticFile,
    StaticPage,
    StaticReference,
)


def forget_history(channel: Channel) -> None:
    """Deletes all that was noted of a channel, so that `channel.delete()` loads none of it.

    In the caller's transaction, and with the lane locked: no worker claims meanwhile, and nothing is
    queued any more. A worker that is sending just now finds no row for its verdict, and goes on.
    """
    with transaction.atomic():
        list(Lane.objects.select_for_update().filter(channel=channel))
        for model in (Attempt, Delivery, Copy, StaticReference, StaticFile, StaticPage):
            found = model.objects.filter(channel=channel)
            found._raw_delete(found.db)  # no signal concerns them


def connect() -> None:
    pre_delete.connect(_before_deletion, Channel, dispatch_uid="newswire.channel_history")


def _before_deletion(sender: type[Channel], instance: Channel, **kwargs: Any) -> None:
    """What was queued since Django read what it will delete would stay behind: nothing in the database
    holds a sending to its channel."""
    forget_history(instance)
