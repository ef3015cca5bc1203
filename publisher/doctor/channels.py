from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newswire.publisher import profiles, secrets, transports
from newswire.publisher.models import Channel, Lane
from newswire.publisher.reports.lasting import lasting, lasting_since
from newswire.publisher.reports.stopped import stopped

from .findings import Finding, error, note, ok, warning


def examine() -> Iterator[Finding]:
    channels = Channel.objects.select_related("lane").order_by("name")
    if not channels:
        yield note(_("Channels: there is none yet."), _("Add a site under Newswire, Sites and channels."))
    counts: dict[int, int] = dict(stopped().values_list("channel").annotate(Count("pk")).order_by())
    for channel in channels:
        yield from _channel(channel, counts.get(channel.pk, 0))


def _channel(channel: Channel, need_somebody: int) -> Iterator[Finding]:
    name = {"name": channel.name}
    found = [*_state(channel), *_known(channel), *_secret(channel)]
    if need_somebody:
        words = ngettext(
            "Channel %(name)s: %(count)d sending has stopped and needs you.",
            "Channel %(name)s: %(count)d sendings have stopped and need you.",
            need_somebody,
        )
        found.append(
            warning(
                words % {**name, "count": need_somebody},
                _("See why under Sites and channels, then run: manage.py newswire_replay NAME"),
            )
        )
    yield from found or [ok(_("Channel %(name)s is on.") % name)]


def _state(channel: Channel) -> Iterator[Finding]:
    name = {"name": channel.name}
    if channel.state == Channel.State.DISABLED:
        yield note(_("Channel %(name)s is switched off: %(note)s") % {**name, "note": channel.state_note})
    elif channel.state == Channel.State.PAUSED and channel.started_at is None:
        yield note(
            _("Channel %(name)s has not been started.") % name,
            _("Send a test; it starts when the receiver answers it."),
        )
    elif channel.state == Channel.State.PAUSED:
        words = _("Channel %(name)s is paused. %(note)s") % {**name, "note": channel.state_note}
        yield warning(words.strip(), _("Resume it; what has been published meanwhile waits for it."))
    elif _is_failing(channel.lane):
        since = lasting_since(channel.lane.failing_since or timezone.now())
        yield error(
            _("Channel %(name)s has been failing for %(time)s.") % {**name, "time": since},
            _("Ask whoever runs it; it is tried again by itself, and nothing is lost."),
        )
    elif channel.lane.hold_until and channel.lane.hold_until > timezone.now():
        time = lasting(channel.lane.hold_until - timezone.now())
        wait = _("The site asks us to wait: %(time)s more.") % {"time": time}
        yield note(f"{_('Channel %(name)s is on.') % name} {wait}")


def _is_failing(lane: Lane) -> bool:
    """One that refuses all, or answers 429 for ever, is told as failing, and not paused."""
    return lane.breaker != Lane.Breaker.CLOSED or bool(lane.told and lane.failing_since)


def _known(channel: Channel) -> Iterator[Finding]:
    if transports.find(channel.transport) is None:
        yield error(
            _("Channel %(name)s: there is no kind “%(kind)s” here, so nothing is sent to it.")
            % {"name": channel.name, "kind": channel.transport},
            _("Install again what brings it (chat: wagtail-newswire[chat]), or delete the channel."),
        )
    if channel.format not in profiles.formats():
        yield error(
            _("Channel %(name)s: there is no format “%(format)s” here, so what it gets is told to nobody.")
            % {"name": channel.name, "format": channel.format},
            _("Install again what brings it, or give the channel another format."),
        )


def _secret(channel: Channel) -> Iterator[Finding]:
    try:
        secrets.valid(channel)
    except secrets.SecretError as problem:
        yield error(
            _("Channel %(name)s: its secret cannot be opened. %(error)s")
            % {"name": channel.name, "error": problem},
            _(
                "Put the missing key back into NEWSWIRE_SECRET_KEYS, or the old SECRET_KEY into"
                " SECRET_KEY_FALLBACKS."
            ),
        )
