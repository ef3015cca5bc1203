"""Statements whose plan PostgreSQL keeps for a worker: those that find rows by their key."""

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import ConnectionInfo

from newswire.publisher import bound
from newswire.publisher.deliver import lanes
from newswire.publisher.dispatch import sequences
from newswire.publisher.dispatch.present import _publication
from newswire.publisher.models import Counter, Publication

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keeps_plans"),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps plans of its own accord"),
]


@pytest.fixture
def publication() -> Publication:
    return Publication.objects.create(page_id=1)


def kept() -> list[str]:
    found = bound.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time", [])
    return [statement for (statement,) in found]


def test_plans_are_kept_of_what_is_found_by_its_key_and_of_nothing_else(publication: Publication) -> None:
    Counter.objects.get_or_create(pk=1)
    for _ in range(20):
        assert _publication.get(publication.pk) == publication
        bound.execute("SELECT count(*) FROM newswire_publisher_lane WHERE channel_id = ANY(%s)", [[1]])
        sequences.taken()
    assert len(kept()) == 2
    assert all("ANY" not in statement for statement in kept())


def test_what_is_for_one_channel_is_kept_and_what_is_for_many_planned_anew() -> None:
    """By a plan made for one row a fan-out to a thousand takes ten times as long."""
    for _ in range(3):
        lanes.wake([1])
        lanes.wake([1, 2, 3])
        lanes.with_more({1})
        lanes.with_more({1, 2, 3})
    assert len(kept()) == 2
    assert all("ANY" not in statement and "unnest" not in statement for statement in kept())


def test_a_process_that_is_no_worker_has_none_kept(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bound, "_keeps_plans", False)
    _publication.get(publication.pk)
    assert kept() == []


def test_behind_a_pooler_none_is_kept(publication: Publication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ConnectionInfo, "backend_pid", 0)
    _publication.get(publication.pk)
    assert kept() == []


def test_a_column_that_a_migration_changes_costs_one_connection(publication: Publication) -> None:
    for _ in range(10):
        _publication.get(publication.pk)
    length = Publication._meta.get_field("lang").max_length
    migration = connection.copy()
    try:
        change(migration, 99)
        with pytest.raises(OperationalError):
            _publication.get(publication.pk)
        assert _publication.get(publication.pk) == publication
    finally:
        change(migration, length)
        migration.close()


def change(migration: BaseDatabaseWrapper, length: int | None) -> None:
    with migration.cursor() as cursor:
        cursor.execute(f"ALTER TABLE newswire_publisher_publication ALTER COLUMN lang TYPE varchar({length})")
