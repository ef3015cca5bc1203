"""One clock for leases and due times: the database's.

Workers on machines whose clocks differ would otherwise take each other's leases for expired.
"""

import time
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from newswire.publisher import rows

# Seconds for which a time that the database told may be carried forward by our own.
FRESH = 10.0

_told: tuple[datetime, float] | None = None


def now() -> datetime:
    """The present time, aware, as the database has it. SQLite has no clock but ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    return told(rows.execute("SELECT clock_timestamp()", [])[0][0])


def told(at: datetime) -> datetime:
    """Remembers a time that the database has just told with something else."""
    global _told
    _told = (at, time.monotonic())
    return at


def about_now() -> datetime:
    """The same to a few milliseconds, mostly without asking: for what is minutes away, or merely noted."""
    elapsed = time.monotonic() - _told[1] if _told else FRESH
    return _told[0] + timedelta(seconds=elapsed) if _told and elapsed < FRESH else now()
