"""Somebody who stays ready to send, as far as dispatch can tell; who sends is the test."""

import contextlib
from collections.abc import Iterator

import psycopg
from django.db import connection

from newswire.publisher.standby import READY


@contextlib.contextmanager
def somebody_ready() -> Iterator[None]:
    """PostgreSQL only; on any other database nobody can be."""
    if connection.vendor != "postgresql":
        yield
        return
    connection.ensure_connection()
    settings = connection.get_connection_params()
    wanted = {
        name: settings[name] for name in ("dbname", "user", "password", "host", "port") if settings.get(name)
    }
    with psycopg.connect(**wanted, autocommit=True) as link:
        link.execute("SELECT pg_advisory_lock_shared(%s)", [READY])
        yield
