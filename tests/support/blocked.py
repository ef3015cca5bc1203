"""Does anybody wait for a lock? PostgreSQL only."""

from django.db import connection


def is_anybody_blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
        return cursor.fetchone() is not None
