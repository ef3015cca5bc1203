"""Rows that go into a statement come out of it as they were, whatever they have in common."""

from datetime import UTC, datetime

import pytest
from django.db import connection

from newswire.publisher import rows

pytestmark = pytest.mark.django_db

KINDS = {
    "id": "bigint",
    "at": "timestamptz",
    "name": "text",
    "share": "float8",
    "every": "bool",
    "round": "int",
}
AT, LATER = datetime(2026, 11, 28, 4, 5, 6, 789, tzinfo=UTC), datetime(2026, 11, 29, tzinfo=UTC)
PLAIN = (1, AT, "Harbour", 0.5, True, 0)
ODD = (2, None, 'a "quoted", {braced} \\ and, NULL', -1.25, False, None)


@pytest.mark.parametrize(
    "given",
    [
        [PLAIN],
        [ODD],
        [PLAIN, PLAIN],
        [ODD, ODD, ODD],
        [PLAIN, ODD],
        [PLAIN, (2, *PLAIN[1:])],
        [ODD, (3, *ODD[1:])],
        [PLAIN, (1, LATER, *PLAIN[2:]), (1, AT, "", *PLAIN[3:])],
        [PLAIN, (1, None, "NULL", 0.5, True, None), PLAIN],
    ],
)
def test_rows_come_out_as_they_went_in(given: list[tuple[object, ...]]) -> None:
    source, parameters = rows.cte("given", KINDS, given)
    found = rows.execute(f"WITH {source} SELECT * FROM given", parameters)
    came = [tuple(row) for row in rows.with_times(found, 1)]
    if connection.vendor == "sqlite":  # which has no type for a truth
        came = [(*row[:4], bool(row[4]), row[5]) for row in came]
    assert sorted(came, key=repr) == sorted(given, key=repr)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no arrays")
def test_what_is_the_same_in_all_rows_is_given_once() -> None:
    source, parameters = rows.cte("given", KINDS, [(number, *PLAIN[1:]) for number in range(1000)])
    assert source.count("[]") == 1 and len(parameters) == len(KINDS)
    assert rows.execute(f"WITH {source} SELECT count(*), sum(id) FROM given", parameters) == [(1000, 499500)]
