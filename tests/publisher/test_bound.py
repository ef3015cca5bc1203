"""Statements whose plan PostgreSQL keeps for a worker."""

from collections.abc import Iterator

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
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps plans of its own accord"),
]


@pytest.fixture(autouse=True)
def as_in_a_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(bound, "_keeps_plans", True)
    connection.close()
    yield
    connection.close()


@pytest.fixture
def publication() -> Publication:
    return Publication.objects.create(page_id=1)


def kept() -> list[str]:
    wanted = "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time"
    found = bound.execute(wanted, [], keep_plan=False)
    return [statement for (statement,) in found]


def test_plans_are_kept_unless_they_depend_on_the_parameters(publication: Publication) -> None:
    Counter.objects.get_or_create(pk=1)
    for _ in range(20):
        assert _publication.get(publication.pk) == publication
        bound.execute("SELECT count(*) FROM newswire_publisher_lane WHERE cap < %s", [1], keep_plan=False)
        sequences.taken()
    assert len(kept()) == 2
    assert all("cap <" not in statement for statement in kept())


def test_one_channel_tens_and_hundreds_of_them_each_have_a_plan_of_their_own() -> None:
    """By a plan made for one row a fan-out to a thousand takes ten times as long."""
    for count in (1, 2, 1, 9, 10, 99, 1, 100, 999):
        lanes.wake(range(count))
        lanes.with_more(set(range(count)))
    assert len(kept()) == 2 * 4


def test_a_plan_is_not_kept_for_long_since_tables_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE grows (id int PRIMARY KEY)")  # autovacuum leaves such alone
        cursor.execute("INSERT INTO grows VALUES (1)")
        cursor.execute("ANALYZE grows")

    def plan() -> str:
        assert bound.execute("SELECT id FROM grows WHERE id = %s", ["1"]) == [(1,)]
        (name,) = bound.execute("SELECT name FROM pg_prepared_statements", [], keep_plan=False)[0]
        found = bound.execute(f"EXPLAIN EXECUTE {name} (1)", [], keep_plan=False)
        return str(found[0][0])

    for _ in range(10):
        assert plan().startswith("Seq Scan")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO grows SELECT * FROM generate_series(2, 5000)")
    assert plan().startswith("Seq Scan")
    monkeypatch.setattr(bound, "PLANS_LAST", 0)
    assert plan().startswith("Index ")


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
