"""States in the words and icons that editors see."""

from dataclasses import dataclass

from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from newswire.publisher.models import Channel, Lane


@dataclass(frozen=True)
class StateWords:
    icon: str
    label: str
    note: str = ""


def state_words(channel: Channel) -> StateWords:
    """How a channel is, in words and with an icon."""
    if channel.state == Channel.State.DISABLED:
        return StateWords("circle-xmark", _("Switched off"), channel.state_note)
    if channel.started_at is None:
        return StateWords("time", _("Not started"), _("It starts when its test works."))
    if channel.state == Channel.State.PAUSED:
        return StateWords("minus", _("Paused"), channel.state_note)
    lane = channel.lane
    if lane.breaker != Lane.Breaker.CLOSED:
        since = timesince(lane.failing_since) if lane.failing_since else ""
        return StateWords(
            "warning", _("Paused after errors"), _("Failing for %(time)s.") % {"time": since} if since else ""
        )
    return StateWords("circle-check", _("On"))
