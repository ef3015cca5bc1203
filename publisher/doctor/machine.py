"""The machine itself: room on its disks, and a clock that agrees with the database's."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher.deliver import clock as clocks

from .findings import Finding, error, warning
from .processes import alive

LITTLE, ALMOST_NONE = 500 * 1024**2, 50 * 1024**2  # bytes
DISK_FULL = "53100"  # PostgreSQL's error codes, class 53
# More rows than 64 kB hold: for a moment they lie on the server's disk.
SPILL = "SELECT count(*) FROM generate_series(1, 10000)"
APART = timedelta(seconds=30)  # a tenth of what receivers of Standard Webhooks usually allow


def examine() -> Iterator[Finding]:
    yield from disk()
    yield from clock()


def disk() -> Iterator[Finding]:
    """Of the folders that this project writes to, as far as they are on this machine; of PostgreSQL's."""
    for what, folder in _folders().items():
        free = shutil.disk_usage(folder).free
        if free < LITTLE:
            yield (error if free < ALMOST_NONE else warning)(
                _("Disk: only %(size)d MB are free for %(what)s.") % {"size": free // 1024**2, "what": what},
                _("Make room. When none is left, nothing can be published or sent."),
            )
    if connection.vendor == "postgresql" and _is_full():
        yield error(
            _("Disk: the database has no room left, so nothing can be published or sent."),
            _("Make room on PostgreSQL's machine. What was published before waits, and is sent then."),
        )


def _is_full() -> bool:
    """Asked of the server itself, whose disk is another machine's. Also true a little before."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('work_mem', '64kB', true)")
            cursor.execute(SPILL)
    except OperationalError as raised:
        if getattr(raised.__cause__, "sqlstate", "") != DISK_FULL:
            raise
        return True
    return False


def _folders() -> dict[str, Path]:
    folders = {"MEDIA_ROOT": Path(settings.MEDIA_ROOT)} if settings.MEDIA_ROOT else {}
    if connection.vendor == "sqlite":
        folders[_("the database")] = Path(str(connection.settings_dict["NAME"])).parent
    return {what: folder for what, folder in folders.items() if folder.is_dir()}


def clock() -> Iterator[Finding]:
    """Leases and due times go by the database's clock; signatures carry that of the worker's machine."""
    yield from _here()
    for row in alive("worker", "beat"):
        if abs(row.clock_ahead) > APART.total_seconds():
            words = (
                _("Clock: that of %(name)s is %(seconds)d seconds ahead of the database's.")
                if row.clock_ahead > 0
                else _("Clock: that of %(name)s is %(seconds)d seconds behind the database's.")
            )
            yield error(words % {"name": row.name, "seconds": abs(row.clock_ahead)}, _what_to_do())


def _here() -> Iterator[Finding]:
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
            _what_to_do(),
        )


def _what_to_do() -> str:
    return _("Set both by NTP. Receivers refuse what is signed more than five minutes from their own time.")
