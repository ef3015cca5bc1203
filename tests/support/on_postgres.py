"""The run on PostgreSQL repeats what works on the database, and nothing else: all the rest has run on SQLite.

A test works on the database if it has the mark `django_db` or asks, itself or by its fixtures, for one of
pytest-django's. One whose own processes do so needs the mark.
"""

import pytest

DATABASE = {
    "db",
    "transactional_db",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
    "django_db_setup",
    "live_server",
}


def deselect_the_rest(config: pytest.Config, items: list[pytest.Item]) -> None:
    rest = [item for item in items if not _works_on_the_database(item)]
    config.hook.pytest_deselected(items=rest)
    items[:] = [item for item in items if _works_on_the_database(item)]


def _works_on_the_database(item: pytest.Item) -> bool:
    fixtures: list[str] = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(fixtures)
