"""Can the storages of static sites hold one? Asked by writing, reading and removing a small file."""

from collections.abc import Iterator

from django.core.files.storage import InvalidStorageError
from django.utils.translation import gettext as _

from newswire.publisher.models import Channel
from newswire.publisher.static_site import TRANSPORT, StorageFailed, building, probe, refusal, why

from .findings import Finding, error, ok


def examine() -> Iterator[Finding]:
    for channel in Channel.objects.filter(transport=TRANSPORT).order_by("name"):
        if channel.state != Channel.State.DISABLED:
            yield _storage(channel)


def _storage(channel: Channel) -> Finding:
    storage = channel.options.get("storage", "")
    names = {"name": channel.name, "storage": storage}
    if reason := refusal(channel, storage):
        return error(
            _("Channel %(name)s: %(reason)s") % {"name": channel.name, "reason": reason},
            _("Name a storage for it in STORAGES, then restart web server and workers."),
        )
    try:
        probe(building.site_of(channel))
    except InvalidStorageError:
        return error(
            _("Channel %(name)s: the storage %(storage)s cannot be made.") % names,
            _("Look at its BACKEND and OPTIONS in STORAGES; a package may be missing."),
        )
    except StorageFailed as failure:
        words = _("Channel %(name)s: the storage %(storage)s cannot hold a site: %(why)s.")
        return error(words % {**names, "why": why(failure)}, _what_to_do(failure))
    return ok(_("Channel %(name)s: its storage can be written, read and deleted from.") % names)


def _what_to_do(failure: StorageFailed) -> str:
    cause = failure.__cause__
    if isinstance(cause, FileExistsError) and cause.errno is None:  # our own: what was written is not there
        return _("It does not replace what it has: take another BACKEND, or one that overwrites.")
    if isinstance(cause, OSError):
        return _(
            "Let the user that runs web server and workers write there; a folder must be one for all of them."
        )
    return _("Ask whoever runs it: the keys must be allowed to put, get and delete objects.")
