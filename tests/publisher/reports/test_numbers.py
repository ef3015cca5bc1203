"""A period as a range of numbers: nothing that was queued in it is left out."""

from datetime import UTC, datetime, timedelta

import pytest
from support.factories import announce, make_channel, make_publication

from newswire.publisher.models import Delivery, Event
from newswire.publisher.reports import numbers

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def sent(hour: int, *again: int) -> list[int]:
    """The number of an event's sending at that hour, and of the same sent again at later ones."""
    (first,) = announce(make_publication(), [make_channel("http://127.0.0.1:9/")], state="delivered")
    Event.objects.filter(pk=first.event_id).update(at=START + hour * HOUR)
    Delivery.objects.filter(pk=first.pk).update(created_at=START + hour * HOUR)
    return [first.pk, *(_again(first, turn, later) for turn, later in enumerate(again, start=1))]


def _again(first: Delivery, turn: int, hour: int) -> int:
    kept = {name: getattr(first, name) for name in ("event_id", "channel_id", "publication_id", "payload_id")}
    made = Delivery.objects.create(round=turn, epoch="e1", created_at=START + hour * HOUR, **kept)
    return made.pk


def within(since: int | None, until: int | None) -> set[int]:
    ends = (None if one is None else START + one * HOUR for one in (since, until))
    return set(Delivery.objects.filter(numbers.between(*ends)).values_list("pk", flat=True))


def test_what_was_queued_in_the_period_is_in_the_range_and_little_else() -> None:
    rows = [sent(hour)[0] for hour in range(10)]
    assert within(None, None) == set(rows)
    assert within(4, None) == set(rows[4:])
    assert within(None, 6) == set(rows[:7])
    assert within(4, 6) == set(rows[4:7])
    assert within(50, None) == set()
    assert within(None, -5) == set()


def test_what_is_sent_again_later_is_in_the_later_period() -> None:
    early, *_ = sent(0)
    again = _again(Delivery.objects.get(pk=early), 1, 8)
    late, *_ = sent(9)
    assert {again, late} <= within(7, None)
    assert early not in within(7, None)


def test_where_nothing_was_announced_before_or_after_nothing_is_left_out() -> None:
    rows = sent(5)
    assert within(0, 20) == set(rows)
    assert within(None, 20) == set(rows)
