"""The machine itself: room on its disks, and a clock that agrees with the database's."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher.deliver import clock as clocks

from .findings import Finding, error, warning

LITTLE, ALMOST_NONE = 500 * 1024**2, 50 * 1024**2  # bytes
APART = timedelta(seconds=30)  # a tenth of what receivers of Standard Webhooks usually allow


def examine() -> Iterator[Finding]:
    yield from disk()
    yield from clock()


def disk() -> Iterator[Finding]:
    """Of the folders that this project writes to, as far as they are on this machine."""
    for what, folder in _folders().items():
        free = shutil.disk_usage(folder).free
        if free < LITTLE:
            yield (error if free < ALMOST_NONE else warning)(
                _("Disk: only %(size)d MB are free for %(what)s.") % {"size": free // 1024**2, "what": what},
                _("Make room. When none is left, nothing can be published or sent."),
            )


def _folders() -> dict[str, Path]:
    folders = {"MEDIA_ROOT": Path(settings.MEDIA_ROOT)} if settings.MEDIA_ROOT else {}
    if connection.vendor == "sqlite":
        folders[_("the database")] = Path(str(connection.settings_dict["NAME"])).parent
    return {what: folder for what, folder in folders.items() if folder.is_dir()}


def clock() -> Iterator[Finding]:
    """Leases and due times go by the database's clock; signatures carry this machine's."""
    before, there, after = timezone.now(), clocks.now(), timezone.now()
    apart = max(before - there, there - after)
    if apart > APART:
        words = (
            _("Clock: this machine's is %(seconds)d seconds ahead of the database's.")
            if before > there
            else _("Clock: this machine's is %(seconds)d seconds behind the database's.")
        )
        yield error(
            words % {"seconds": apart.total_seconds()},
            _("Set both by NTP. Receivers refuse what is signed more than five minutes from their own time."),
        )
