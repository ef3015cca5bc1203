"""States in the words and icons that editors see."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher.deliver.words import explain
from newswire.publisher.models import Channel, Lane
from newswire.publisher.reports.lasting import lasting, lasting_since


@dataclass(frozen=True)
class StateWords:
    icon: str
    label: str
    note: str = ""


def state_words(channel: Channel) -> StateWords:
    """How a channel is, in words and with an icon. Its lane must be loaded with it."""
    if channel.state == Channel.State.DISABLED:
        return StateWords(
            "circle-xmark", _("Switched off"), _(channel.state_note) if channel.state_note else ""
        )
    if channel.started_at is None:
        return StateWords("time", _("Not started"), _("It starts when its test works."))
    if channel.state == Channel.State.PAUSED:
        return StateWords("minus", _("Paused"), channel.state_note)
    return _health_words(channel.lane)


def failure_words(error: str, is_over: bool, is_test: bool = False) -> str:
    """What went wrong and what to do. `is_over`: it is no longer tried again by itself."""
    words = explain(error, is_over, is_test)
    return f"{words.what} {words.do}"


def _health_words(lane: Lane) -> StateWords:
    now = timezone.now()
    if lane.breaker != Lane.Breaker.CLOSED:
        return StateWords("warning", _("Paused after errors"), f"{_since(lane)} {_next_try(lane)}".strip())
    if lane.hold_until and lane.hold_until > now:
        wait = lasting(lane.hold_until - now)
        return StateWords("time", _("On"), _("The site asks us to wait: %(time)s more.") % {"time": wait})
    if lane.failing_since:
        return StateWords("warning", _("On, with errors"), _since(lane))
    return StateWords("circle-check", _("On"))


def _since(lane: Lane) -> str:
    if not lane.failing_since:
        return ""
    return _("Failing for %(time)s.") % {"time": lasting_since(lane.failing_since)}


def _next_try(lane: Lane) -> str:
    """What is queued stays; one sending at a time asks whether the site is back."""
    now, at = timezone.now(), lane.probed_at
    if at is None or at <= now or lane.breaker == Lane.Breaker.HALF_OPEN:
        return _("It is being tried again now.")
    return _("Tried again in %(time)s.") % {"time": lasting(at - now)}
