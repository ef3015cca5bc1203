"""What Wagtail's preview panel offers beside the page's own modes."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from newswire.publisher.channels.permissions import may_see_channels
from newswire.publisher.models import Channel
from newswire.publisher.profiles import Profile
from newswire.publisher.profiles.labels import label

HTML = "newswire-html"
BODY = "newswire-body:"  # with the name of a profile
SITE = "newswire-site:"  # with the id of a channel that has a front end of its own


def modes(channels: Iterable[Channel], user: Any) -> list[tuple[str, str]]:
    """(mode, label). The bytes are for those who look after sites; where a site shows them, for all."""
    switched_on = [channel for channel in channels if channel.started_at]
    found = [(HTML, _("As other sites show it"))] if switched_on else []
    if may_see_channels(user):
        wanted = dict.fromkeys(Profile.of(channel) for channel in switched_on)
        found += [(BODY + profile.name, _label(profile)) for profile in wanted]
    found += [
        (f"{SITE}{channel.pk}", _("On %(name)s") % {"name": channel.name})
        for channel in switched_on
        if channel.preview_address
    ]
    return found


def profile_of(mode: str) -> Profile | None:
    """None for what names no profile."""
    parts = mode.removeprefix(BODY).split(".")
    return Profile(*parts) if mode.startswith(BODY) and len(parts) == 3 else None


def _label(profile: Profile) -> str:
    words = {
        "format": label(profile.format),
        "mode": Channel.Mode(profile.mode).label if profile.mode in Channel.Mode.values else profile.mode,
    }
    if profile.fallback == Channel.Fallback.SEND:
        return _("As it is sent: %(format)s, %(mode)s, with fallback languages") % words
    return _("As it is sent: %(format)s, %(mode)s") % words
