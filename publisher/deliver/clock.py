"""One clock for leases and due times: the database's.

Workers on machines whose clocks differ would otherwise take each other's leases for expired.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now_unhurried() -> datetime:
    """The same, in a transaction whose commit need not wait for PostgreSQL's disk.

    A crash of the database may undo it, and everything after it, together. That is no more than a lost
    lease: something is sent twice. A verdict must not be undone: an older version could go after it.
    """
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), set_config('synchronous_commit', 'off', true)")
        found: datetime = cursor.fetchone()[0]
        return found


def now() -> datetime:
    """The present time, aware. SQLite has no clock but ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found
