"""No statement reads a large table whole, whatever is asked: as PostgreSQL really runs it.

The rows are those of `python -m scale publisher`, some thousands of them.
"""

from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from host.tree import plant
from scale import asked, stock
from support.plans import explaining

from newswire.publisher.reconcile import compare

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="as PostgreSQL plans it"),
]

SIZE = stock.Size(pages=5_000, deliveries=50_000, channels=100)
# Of one large table, by one statement: what grows with the table reads more.
MOST = 2_000
# It counts or reads so many by design, however many there are, or all of what one channel holds.
BOUNDED = {
    "sendings": "counts 50,000 at most",
    "sendings, page 100": "the same",
    "sendings to a greedy site": "the same",
    "sendings to a site": "reads those of the site, or from the newest back until it has fifty",
    "arrival, a week": "reads 50,000 at most",
    "state": "all that the channel holds, row by row",
    "changes in a language that none has": "looks at 5,000 at most",
    "changes, gone alone": "the same",
    "a moment of prune": "500 events and what was sent of them",
    "sendings of a title": "titles have no index",
    "sendings of a title that nothing has": "the same",
}


@pytest.fixture
def same_every_time() -> Iterator[None]:
    """Statistics of all rows, not of a sample that is another each time. Ends with what was set."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_statistics_target = 1000")
    yield
    connection.close()


@pytest.mark.usefixtures("same_every_time")
def test_what_is_asked_all_day_goes_by_indexes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "WINDOW", MOST // 2)  # less than there are
    made = stock.make(plant(), SIZE)
    _plan_as_for_millions()
    dear = {name: found for name, ask in asked.asked(made).items() if (found := _dear(ask))}
    assert not set(dear) - set(BOUNDED), "\n".join(f"{name}: {found}" for name, found in dear.items())
    assert not set(BOUNDED) - set(asked.asked(made)), "names of what nobody asks any more"


def test_the_steps_of_attempts_are_not_compared_to_have_statistics_of_them() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT attstattarget FROM pg_attribute
            WHERE attrelid = 'newswire_publisher_attempt'::regclass AND attname = 'timings'"""
        )
        assert cursor.fetchall() == [(0,)]


def _plan_as_for_millions() -> None:
    """Of so few rows PostgreSQL would rather read all: nothing is left to it but indexes."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET enable_{way} = off")


def _dear(ask: Callable[[], object]) -> list[str]:
    with explaining() as found:
        ask()
    return [f"{dict(one.rows)} {one.sql[:2000]}" for one in found if one.most > MOST]
