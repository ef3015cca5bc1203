"""One clock for leases and due times: the database's.

Workers on machines whose clocks differ would otherwise take each other's leases for expired.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """The present time, aware. SQLite has no clock but ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found
