"""Which storages a site may be written to."""

from django.conf import settings
from django.utils.translation import gettext as _

from newswire.publisher.models import Channel, StaticFile

TRANSPORT = "storage"  # of the channels that are static sites
# Uploads and the project's own files: a site would stand among them.
NOT_OFFERED = frozenset({"default", "staticfiles"})


def offered() -> list[str]:
    """The names in the setting STORAGES that a site may be written to."""
    return sorted(set(settings.STORAGES) - NOT_OFFERED)


def refusal(channel: Channel, name: str) -> str:
    """Why this channel may not be written to the storage of this name, in words; empty where it may."""
    if name not in offered():
        known = ", ".join(offered()) or _("none")
        return _(
            "There is no storage “%(name)s” for sites in the setting STORAGES. There are: %(known)s."
        ) % {
            "name": name,
            "known": known,
        }
    others = Channel.objects.filter(transport=channel.transport, options__storage=name).exclude(pk=channel.pk)
    if other := others.first():
        return _("“%(channel)s” is written to this storage already: each needs one of its own.") % {
            "channel": other.name
        }
    before = channel.options.get("storage", name)
    if before != name and StaticFile.objects.filter(channel=channel.pk).exists():
        return _("The site stands in “%(name)s” already. Add another site for another storage.") % {
            "name": before
        }
    return ""
