"""“Stopped, needs you”: whatever counts it says the same, and nothing once something newer was queued."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication
from support.plans import explaining

from newswire.publisher import channels, deliver, dispatch, jobs
from newswire.publisher.doctor import channels as doctor
from newswire.publisher.models import Channel, Delivery, Job
from newswire.publisher.reports import standing
from newswire.publisher.reports.attention import attention
from newswire.publisher.reports.stopped import stopped

pytestmark = pytest.mark.django_db(transaction=True)

PARKED = Delivery.State.PARKED
MANY = 3_000
Make = Callable[..., Any]


@pytest.fixture
def numbers(settings: Settings, admin_user: User) -> Iterator[Callable[[], dict[str, int]]]:
    """How many need somebody, by who says so."""
    settings.NEWSWIRE_MONITORING_TOKEN = "only-for-tests"
    client, probe = Client(), Client(headers={"Authorization": "Bearer only-for-tests"})
    client.force_login(admin_user)

    def count() -> dict[str, int]:
        channel, told = Channel.objects.get(), attention(admin_user)
        assert told is not None
        listed = standing.with_backlogs(Channel.objects.all()).get()
        report = client.get("/admin/reports/newswire/failed/").context["object_list"]
        return {
            "first page": told.stopped,
            "channel": standing.backlog(channel).stopped,
            "channels": listed.stopped,
            "report": sum(one.state == PARKED for one in report),
            "metrics": int(_sendings(probe).get("stopped", 0)),
            "doctor": sum("needs you" in one.words for one in doctor.examine()),
        }

    yield count


def _sendings(probe: Client) -> dict[str, float]:
    answer = probe.get("/newswire/metrics").content.decode()
    found = [one for one in text_string_to_metric_families(answer) if one.name == "newswire_sendings"]
    return {sample.labels["state"]: sample.value for family in found for sample in family.samples}


def _park() -> None:
    Delivery.objects.update(state=PARKED, last_error="not_found", done_at=timezone.now())


def test_a_replay_that_succeeded_leaves_nothing_that_needs_somebody(
    numbers: Make, channel: Make, published: Make, receiver: Receiver
) -> None:
    site = channel(receiver.url)
    published()
    _park()
    assert set(numbers().values()) == {1}
    jobs.start(Job.Kind.REPLAY, site, per_minute=0)
    jobs.step(30)
    deliver.run(5)
    assert [one.state for one in Delivery.objects.order_by("pk")] == [PARKED, Delivery.State.DELIVERED]
    assert set(numbers().values()) == {0}


def test_nor_does_a_newer_version(numbers: Make, channel: Make, published: Make, receiver: Receiver) -> None:
    channel(receiver.url)
    page = published()
    _park()
    page.title += "!"
    page.save_revision().publish()
    dispatch.run()
    deliver.run(5)
    assert [one.state for one in Delivery.objects.order_by("pk")] == [PARKED, Delivery.State.DELIVERED]
    assert set(numbers().values()) == {0}


def test_nor_what_was_refused_by_410_once_the_site_is_switched_on_again(
    numbers: Make, channel: Make, published: Make, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(status=410)
    site, _ = channel(receiver.url), published()
    deliver.run(5)
    site.refresh_from_db()
    assert site.state == Channel.State.DISABLED
    assert set(numbers().values()) == {1}
    receiver.answer = lambda request: Reply()
    channels.resume(site)
    deliver.run(5)
    assert Delivery.objects.get().state == Delivery.State.DELIVERED
    assert set(numbers().values()) == {0}


def test_what_was_replaced_is_not_sent_again_by_switching_on(channel: Make, published: Make) -> None:
    site, _ = channel(), published()
    Delivery.objects.update(state=PARKED, last_error="gone")
    announce(Delivery.objects.get().publication, [site], state="delivered")
    channels.resume(site)
    assert [one.state for one in Delivery.objects.order_by("pk")] == [PARKED, Delivery.State.DELIVERED]


@pytest.mark.parametrize(("state", "left"), [("queued", 0), ("parked", 1), ("cancelled", 1)])
def test_what_was_queued_since_counts_unless_it_was_cancelled(numbers: Make, state: str, left: int) -> None:
    site, page = make_channel("http://127.0.0.1:9/"), make_publication()
    announce(page, [site], state=PARKED)
    announce(page, [site], state=state)
    assert set(numbers().values()) == {left}


def test_an_older_one_another_page_and_another_site_replace_nothing() -> None:
    site, page = make_channel("http://127.0.0.1:9/"), make_publication()
    announce(page, [site], state="delivered")
    (needs,) = announce(page, [site], state=PARKED)
    announce(make_publication(), [site], state="delivered")
    announce(page, [make_channel("http://127.0.0.1:9/")], state="delivered")
    assert list(stopped()) == [needs]


def test_a_notice_is_replaced_by_no_other() -> None:
    site = make_channel("http://127.0.0.1:9/")
    (needs,) = announce(None, [site], state=PARKED)
    announce(None, [site], state="delivered")
    assert list(stopped()) == [needs]


@pytest.fixture
def many() -> Channel:
    """Each of them replaced, among ten times as many that were sent of other pages."""
    site = make_channel("http://127.0.0.1:9/")
    (first,) = announce(make_publication(), [site], state="delivered")

    def add(pages: range, event: int, state: str) -> None:
        Delivery.objects.bulk_create(
            Delivery(
                channel=site,
                event_id=first.event_id + event + page,
                publication_id=first.publication_id + page,
                payload_id=first.payload_id,
                epoch="e1",
                state=state,
            )
            for page in pages
        )

    add(range(1, MANY), 0, PARKED)
    for turn in range(1, 4):
        add(range(1, 4 * MANY), turn * 4 * MANY, "delivered")
    return site


@pytest.mark.skipif(connection.vendor != "postgresql", reason="as PostgreSQL plans it")
def test_thousands_that_are_parked_cost_two_rows_each(many: Channel) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) newswire_publisher_delivery")
    with explaining() as found:
        began = time.monotonic()
        assert stopped().count() == 0
        assert standing.backlog(many).stopped == 0
        assert standing.with_backlogs(Channel.objects.all()).get().stopped == 0
        assert time.monotonic() - began < 5
    read = [one for one in found if one.rows["newswire_publisher_delivery"]]
    assert len(read) == 3
    assert all(one.most <= 3 * MANY and not one.whole for one in read), [one.plan for one in read]
