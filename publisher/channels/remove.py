"""Deletes a channel with its history, which may be millions of rows."""

from django.db import transaction

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

    In the caller's transaction, and with the lane locked: no worker claims meanwhile. A worker that is
    sending just now finds no row for its verdict, and goes on.
    """
    with transaction.atomic():
        list(Lane.objects.select_for_update().filter(channel=channel))
        for model in (Attempt, Delivery, Copy, StaticReference, StaticFile, StaticPage):
            found = model.objects.filter(channel=channel)
            found._raw_delete(found.db)  # no signal concerns them
