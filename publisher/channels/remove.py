"""Deletes a channel with its history, which may be millions of rows."""

from typing import Any

from django.db import transaction
from django.db.models.signals import pre_delete

from newswire.publisher.models import (
    Alarm,
    Attempt,
    Channel,
    Copy,
    Delivery,
    Event,
    Lane,
    StaticFile,
    StaticPage,
    StaticReference,
)


def forget_history(channel: Channel) -> None:
    """Deletes all that was noted of a channel, so that `channel.delete()` loads none of it.

    In the caller's transaction. Locks in the order of dispatch/settle.py: deliveries, copies, and the lane
    last. Held from the beginning it would keep all announcements waiting for as long as this takes, and a
    deadlock would end it. Then once more what came until it was ours: that is little, and no more comes.
    The channel's row before its lane, as who changes it or sends to it again has them.
    A worker that is sending just now finds no row for its verdict, and goes on.
    """
    with transaction.atomic():
        for _ in range(2):
            _forget(channel)
            list(Channel.objects.select_for_update(no_key=True).filter(pk=channel.pk))
            list(Lane.objects.select_for_update().filter(channel=channel))


def _forget(channel: Channel) -> None:
    for model in (Alarm, Attempt, Delivery, Copy, StaticReference, StaticFile, StaticPage):
        found = model.objects.filter(channel=channel)
        found._raw_delete(found.db)  # no signal concerns them
    # As its deletion would, with the lane in its hands: one for each page that was ever sent to it alone.
    Event.objects.filter(channel=channel).update(channel=None)


def connect() -> None:
    pre_delete.connect(_before_deletion, Channel, dispatch_uid="newswire.channel_history")


def _before_deletion(sender: type[Channel], instance: Channel, **kwargs: Any) -> None:
    """What was queued since Django read what it will delete would stay behind: nothing in the database
    holds a sending to its channel. An alarm noted since would have the database refuse the deletion."""
    forget_history(instance)
