"""Tells operators, by their channels and by mail, that a channel fails, is paused, recovered or off."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from newswire.publisher.alarms.note import note as note_alarm
from newswire.publisher.models import Channel, Lane

GONE_NOTE = gettext_noop(
    "The site answered 410: it wants nothing more. Switch it on again if that was an error."
)


@dataclass(frozen=True, slots=True)
class News:
    channel_id: int
    kind: str  # "failing", "paused", "recovered", "disabled"
    since: datetime
    told_before: str


def tell(news: News) -> None:
    """One event per operators' channel, one mail, and the note that it was told, together or not at all.

    A crash before it, or somebody else at the same lane, leaves it untold; the next verdict tells it.
    """
    from newswire.publisher import dispatch

    channel = Channel.objects.get(pk=news.channel_id)
    with transaction.atomic():
        for operators in _operators(channel):
            dispatch.channel_event(operators, f"channel.{news.kind}", about=channel, since=news.since)
        note_alarm(news.kind, news.since, channel)
        if not note(news):
            transaction.set_rollback(True)


def _operators(channel: Channel) -> list[Channel]:
    told = Channel.objects.filter(for_operators=True, state=Channel.State.ACTIVE)
    return list(told.exclude(pk=channel.pk).order_by("pk"))


def note(news: News) -> int:
    """Writes down that it was told, and switches a channel off that wants no more.

    0 where another worker has told it already, or is about to.
    """
    if news.kind == "disabled":
        on = Channel.objects.filter(pk=news.channel_id).exclude(state=Channel.State.DISABLED)
        return on.update(state=Channel.State.DISABLED, state_note=GONE_NOTE)
    told = "" if news.kind == "recovered" else news.kind
    lane = Lane.objects.filter(channel=news.channel_id, told=news.told_before)
    # Lanes of operators' channels are locked by now: to wait for another one could be a deadlock.
    free = lane.select_for_update(skip_locked=True).values_list("pk", flat=True)
    return Lane.objects.filter(pk__in=list(free)).update(told=told)
