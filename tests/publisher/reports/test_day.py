"""The figures of a channel's last 24 hours, and how they are drawn."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from support.factories import announce, make_channel, make_publication

from newswire.publisher.models import Attempt, Channel, Delivery
from newswire.publisher.reports import day
from newswire.publisher.reports.lasting import lasting

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(minute=30, second=0, microsecond=0)


@pytest.fixture
def channel() -> Channel:
    return make_channel("http://127.0.0.1:9/")


def sent(channel: Channel, created: timedelta, done: timedelta | None, state: str = "delivered") -> Delivery:
    """Queued and done so long before now."""
    (delivery,) = announce(make_publication(), [channel])
    done_at = None if done is None else NOW - done
    Delivery.objects.filter(pk=delivery.pk).update(created_at=NOW - created, done_at=done_at, state=state)
    return delivery


def tried(channel: Channel, ago: timedelta, outcome: str = "delivered") -> None:
    delivery = sent(channel, ago, ago)
    Attempt.objects.create(
        delivery=delivery, channel=channel, number=1, outcome=outcome, started_at=NOW - ago
    )


def test_tries_are_counted_by_hour_and_outcome(channel: Channel) -> None:
    for ago, outcome in [
        (1, "delivered"),
        (2, "delivered"),
        (3, "retry"),
        (65, "parked"),
        (60 * 25, "delivered"),
    ]:
        tried(channel, timedelta(minutes=ago), outcome)
    tried(make_channel("http://127.0.0.1:9/"), timedelta(minutes=1))
    chart = day.attempts(channel, NOW)
    assert len(chart.columns) == 24
    assert [column.cells for column in chart.columns[-3:]] == [
        ("0", "0", "0", "0"),
        ("0", "0", "1", "0"),
        ("2", "1", "0", "0"),
    ]
    assert [bar.key for bar in chart.columns[-1].bars] == ["delivered", "retry"]
    assert "3" in str(chart.top)


def test_the_age_of_the_oldest_is_that_of_each_hour(channel: Channel) -> None:
    sent(channel, timedelta(hours=5), timedelta(hours=2))  # waited three hours
    sent(channel, timedelta(minutes=10), None, "queued")
    sent(channel, timedelta(hours=9), None, "parked")  # waits for nobody
    cells = [column.cells[0].replace("\xa0", " ") for column in day.waiting(channel, NOW).columns]
    # The hours end at half past five hours ago and so on, the last one now.
    assert cells[-7:] == [day.NONE, "30 minutes", "1 hour", "2 hours", day.NONE, day.NONE, "10 minutes"]


def test_what_waits_since_long_before_is_seen(channel: Channel) -> None:
    sent(channel, timedelta(days=40), None, "queued")
    assert "month" in day.waiting(channel, NOW).columns[0].cells[0]


def test_as_many_queries_however_many(channel: Channel, django_assert_num_queries: object) -> None:
    for minute in range(30):
        tried(channel, timedelta(minutes=minute))
    with django_assert_num_queries(5):
        day.attempts(channel, NOW), day.waiting(channel, NOW)


def test_it_is_drawn_with_its_table_and_without_styles_or_scripts(channel: Channel) -> None:
    tried(channel, timedelta(minutes=1), "retry")
    with translation.override("de"):  # which writes 2,5
        html = render_to_string("newswire_publisher/charts/chart.html", {"chart": day.attempts(channel, NOW)})
    assert html.count("<tr>") == 25
    assert '<rect class="newswire-chart-retry" x="231" y="0.00" width="8" height="100.00">' in html
    assert "style=" not in html
    assert "<script" not in html


def test_a_day_without_anything_says_so(channel: Channel) -> None:
    html = render_to_string("newswire_publisher/charts/chart.html", {"chart": day.attempts(channel, NOW)})
    assert "Nothing in the last 24 hours." in html
    assert "<svg" not in html


def test_one_among_thousands_is_still_drawn() -> None:
    from newswire.publisher.charts import Series, bars

    series = [Series("delivered", "Sent"), Series("parked", "Failed")]
    chart = bars("id", "Title", series, [(NOW, [9999, 1], ["9999", "1"])], "top")
    sent_bar, failed = chart.columns[0].bars
    assert float(failed.height) >= 1
    assert float(failed.y) >= 0
    assert float(sent_bar.height) <= 100


def test_what_just_began_is_not_zero_minutes_old() -> None:
    assert lasting(timedelta(seconds=59)) == "less than a minute"
    assert lasting(timedelta(minutes=5)).replace("\xa0", " ") == "5 minutes"
