"""A long queue costs no more a delivery at its end than at its beginning, though the statistics are older."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from support.factories import announce, hand_over, make_channel, make_publication
from support.plans import explaining
from support.ready import somebody_ready

from newswire.publisher.deliver import health, verdicts
from newswire.publisher.deliver.claim import claim
from newswire.publisher.deliver.pick import Claimed
from newswire.publisher.deliver.verdicts import Result
from newswire.publisher.models import Channel, Counter, Delivery, Handover, Lane
from newswire.publisher.transports.base import Answer, Outcome, Verdict

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keeps_plans"),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite keeps no statistics of its own accord"
    ),
]

State = Delivery.State
AT_ONCE = 300
SENT = Verdict(Outcome.DELIVERED)


@pytest.fixture
def statistics_as_noted() -> Iterator[None]:
    """The server's own, taken in the midst of the 4,000, would find a hundred rows in seventy pages; so would
    ours in pages of rows that earlier tests have deleted, which VACUUM keeps while anybody has a snapshot."""
    table = "ALTER TABLE newswire_publisher_delivery"
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE newswire_publisher_delivery CASCADE")
        cursor.execute(f"{table} SET (autovacuum_enabled = off)")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"{table} RESET (autovacuum_enabled)")


@pytest.fixture(params=["of a few that were sent", "of all, while all were queued"])
def queued(request: pytest.FixtureRequest, statistics_as_noted: None) -> Channel:
    """4,000, of as many pages, to one site, and statistics of another time."""
    channel = make_channel("http://127.0.0.1:9/hook", cap=AT_ONCE)
    (first,) = announce(make_publication(), [channel])
    add(first, range(1, 100), State.DELIVERED)
    if "few" in request.param:
        _note_statistics()
    add(first, range(100, 4100), State.QUEUED)
    if "all" in request.param:
        _note_statistics()
    return channel


@pytest.fixture
def queued_where_most_was_pruned(statistics_as_noted: None) -> Channel:
    """The same, and statistics of next to nothing in many pages of the table."""
    channel = make_channel("http://127.0.0.1:9/hook", cap=AT_ONCE)
    (first,) = announce(make_publication(), [channel])
    add(first, range(5_000, 10_000), State.DELIVERED)
    Delivery.objects.exclude(event_id=first.event_id + 9_999).delete()
    _note_statistics()
    add(first, range(100, 4100), State.QUEUED)
    return channel


def add(first: Delivery, numbers: range, state: str) -> None:
    """One of a page and an event of its own for each number."""
    Delivery.objects.bulk_create(
        Delivery(
            channel_id=first.channel_id,
            event_id=first.event_id + number,
            publication_id=first.publication_id + number,
            payload_id=first.payload_id,
            epoch="e1",
            version=1,
            state=state,
        )
        for number in numbers
    )


def add_sent(first: Delivery, number: int) -> None:
    """Copies of it, of events of their own."""
    others = {"event_id": f"event_id + {2 * number} + one", "state": f"'{State.DELIVERED}'"}
    names = [field.column for field in Delivery._meta.concrete_fields if not field.primary_key]
    copied = ", ".join(others.get(name, name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO newswire_publisher_delivery ({", ".join(names)})
            SELECT {copied} FROM newswire_publisher_delivery, generate_series(1, %s) AS one WHERE id = %s""",
            [number, first.pk],
        )


def _note_statistics() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE, TRUNCATE false) newswire_publisher_delivery")


def rows_read() -> int:
    """Of deliveries so far, by whole reads and by indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            """SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables
            WHERE relname = 'newswire_publisher_delivery'"""
        )
        return int(cursor.fetchone()[0])


def claimed() -> list[Claimed]:
    Lane.objects.update(due_at=timezone.now())
    return claim(AT_ONCE)


def test_each_claim_and_each_batch_of_verdicts_reads_few_rows(queued: Channel) -> None:
    of_claims, of_verdicts = [], []
    for _ in range(10):
        began = rows_read()
        taken = claimed()
        of_claims.append(rows_read() - began)
        assert len(taken) == AT_ONCE
        began = rows_read()
        health.update(verdicts.record([Result(one, SENT, Answer(200), "live", "") for one in taken], "test"))
        of_verdicts.append(rows_read() - began)
    assert Delivery.objects.filter(state=State.DELIVERED).count() == 99 + 10 * AT_ONCE
    assert max(of_claims) < 10 * AT_ONCE, of_claims
    assert max(of_verdicts) < 10 * AT_ONCE, of_verdicts


def test_each_answer_is_held_against_its_own_delivery_alone(statistics_as_noted: None) -> None:
    """Each of 300 against each of 600 would be most of what sending costs the database."""
    channel = make_channel("http://127.0.0.1:9/hook", cap=2 * AT_ONCE)
    _note_statistics()
    (first,) = announce(make_publication(), [channel])
    add(first, range(1, 2 * AT_ONCE), State.QUEUED)
    add_sent(first, 60_000)
    Lane.objects.update(due_at=timezone.now())
    taken = claim(2 * AT_ONCE)
    assert len(taken) == 2 * AT_ONCE
    with explaining() as found:
        results = [Result(one, SENT, Answer(200), "live", "") for one in taken[:AT_ONCE]]
        assert len(verdicts.record(results, "test")) == AT_ONCE
    assert found
    assert max(one.compared_in_vain for one in found) < AT_ONCE


def test_a_claim_looks_for_no_page_among_all_that_is_queued(queued_where_most_was_pruned: Channel) -> None:
    """It would be seconds, with the lane locked: whoever announces anything to it waits, and all others."""
    read = []
    for _ in range(5):
        began = rows_read()
        taken = claimed()
        read.append(rows_read() - began)
        assert len(taken) == AT_ONCE
        Delivery.objects.filter(state=State.SENDING).update(state=State.DELIVERED)
    assert max(read) < 10 * AT_ONCE, read


@pytest.mark.parametrize("state", [State.QUEUED, State.DELIVERED])
def test_what_is_announced_reads_few_rows_to_see_what_may_go_at_once(queued: Channel, state: str) -> None:
    Delivery.objects.update(state=state)
    Counter.objects.update(sequence=Delivery.objects.aggregate(last=Max("event_id"))["last"])
    channels = [queued, *(make_channel(f"http://127.0.0.1:9/{number}") for number in range(5))]
    read = []
    with somebody_ready():
        for some in (channels, channels, [queued], [queued]):
            Delivery.objects.filter(state=State.SENDING).delete()
            Handover.objects.all().delete()
            publication = make_publication()
            began = rows_read()
            made = hand_over(publication, some)
            read.append(rows_read() - began - len(made))
            told = Delivery.objects.get(channel=queued, event=made[0].event)
            assert told.state == (State.QUEUED if state == State.QUEUED else State.SENDING)
    assert max(read) < 50, read
