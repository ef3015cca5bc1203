"""Metrics: read by Prometheus' own parser and promtool, right after a real publish, bounded with many."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from host.tree import Tree
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings
from services.receiver import Receiver, Reply
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, dispatch, reconcile, wake
from newswire.publisher.models import Channel, Counter, Delivery, Heartbeat, Lane, Publication
from newswire.publisher.reports import standing

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/newswire/metrics"
NOWHERE = "http://127.0.0.1:9/"


def scrape(probe: Client) -> dict[tuple[str, ...], float]:
    """By name and the values of its labels."""
    answer = probe.get(URL)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


def test_closed_to_strangers(client: Client) -> None:
    assert client.get(URL).status_code == 403
    assert Client(headers={"Authorization": "Bearer guessed"}).get(URL).status_code == 403


def test_an_installation_with_nothing_in_it(probe: Client) -> None:
    found = scrape(probe)
    assert found["newswire_oldest_due_seconds", "send"] == 0
    assert found["newswire_processes", "worker"] == 0
    assert found["newswire_broker_up",] == 0


def test_a_publish_is_told_by_outcome_and_time(
    probe: Client, channel: Callable[..., Channel], published: Callable[..., Any], receiver: Receiver
) -> None:
    site = channel(receiver.url, name="Partner")
    published()
    before = scrape(probe)
    assert before["newswire_channel_undelivered", "Partner", "webhook"] == 1
    assert before["newswire_oldest_undelivered_seconds", "webhook"] > 0
    assert before["newswire_oldest_due_seconds", "send"] > 0
    assert before["newswire_queue_depth", "send"] == 1
    deliver.run()
    after = scrape(probe)
    assert after["newswire_attempts_5m", "delivered", "webhook"] == 1
    assert after["newswire_publish_to_arrival_seconds_bucket", "+Inf", "webhook"] == 1
    assert after["newswire_publish_to_arrival_seconds_bucket", "21600.0", "webhook"] == 1
    assert 0 < after["newswire_publish_to_arrival_seconds_gsum", "webhook"] < 300
    assert after["newswire_channel_undelivered", "Partner", "webhook"] == 0
    assert after["newswire_oldest_due_seconds", "send"] == 0
    assert after["newswire_events_total",] == Counter.objects.get().sequence
    assert site.name in probe.get(URL).content.decode()


def test_failures_are_told_by_kind_and_what_waits_for_a_retry_wants_no_worker(
    probe: Client, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(status=503)
    channel = make_channel(receiver.url)
    announce(make_publication(), [channel])
    deliver.run()
    Delivery.objects.update(
        created_at=timezone.now() - timedelta(hours=2), next_attempt_at=timezone.now() + timedelta(hours=1)
    )
    Lane.objects.update(due_at=timezone.now() + timedelta(hours=1))
    found = scrape(probe)
    assert found["newswire_attempts_5m", "retry", "webhook"] == 1
    assert found["newswire_attempts_failed_5m", "server_error", "webhook"] == 1
    assert found["newswire_oldest_undelivered_seconds", "webhook"] >= 7200
    assert found["newswire_oldest_due_seconds", "send"] == 0


def test_what_a_paused_channel_keeps_waiting_is_not_late(probe: Client) -> None:
    channel = make_channel(NOWHERE, state=Channel.State.PAUSED)
    announce(make_publication(), [channel])
    found = scrape(probe)
    assert ("newswire_oldest_undelivered_seconds", "webhook") not in found
    assert found["newswire_oldest_due_seconds", "send"] == 0
    assert found["newswire_channels", "paused", "webhook"] == 1


def test_states_stopped_sendings_and_failing_channels(probe: Client) -> None:
    channel = make_channel(NOWHERE)
    announce(make_publication(), [channel])
    Delivery.objects.update(state=Delivery.State.PARKED)
    Lane.objects.update(breaker=Lane.Breaker.OPEN)
    found = scrape(probe)
    assert found["newswire_sendings", "stopped", "webhook"] == 1
    assert found["newswire_channels_failing", "webhook"] == 1


def test_many_channels_have_few_series_those_that_wait_longest(probe: Client, settings: Settings) -> None:
    settings.NEWSWIRE_METRICS_CHANNELS = 3
    channels = [make_channel(NOWHERE, name=f"Site {number:02}") for number in range(12)]
    announce(make_publication(), channels)
    for number, channel in enumerate(channels):
        age = timedelta(minutes=number)
        Delivery.objects.filter(channel=channel).update(created_at=timezone.now() - age)
    found = scrape(probe)
    with CaptureQueriesContext(connection) as queries:
        scrape(probe)  # the first of a process asks for more
    named = {key[1] for key in found if key[0] == "newswire_channel_undelivered"}
    assert named == {"Site 09", "Site 10", "Site 11"}
    assert found["newswire_sendings", "waiting", "webhook"] == 12
    make_channel(NOWHERE)
    with CaptureQueriesContext(connection) as more:
        scrape(probe)
    assert len(more) == len(queries)


def test_drift_that_the_running_check_finds_is_counted(
    probe: Client, tree: Tree, published: Callable[..., Any]
) -> None:
    page = published("Harbour")
    before = scrape(probe)["newswire_drift_found_total",]
    type(page).objects.filter(pk=page.pk).update(title="Changed behind our back")
    reconcile.step()
    assert scrape(probe)["newswire_drift_found_total",] == before + 1


def test_what_cannot_be_rendered_is_counted_and_keeps_no_queue_old(probe: Client) -> None:
    make_publication(
        generation=2, settled=1, render_failures=1, render_retry_at=timezone.now() + timedelta(hours=1)
    )
    Publication.objects.update(captured_at=timezone.now() - timedelta(hours=1))
    found = scrape(probe)
    assert found["newswire_pages_failing",] == 1
    assert found["newswire_oldest_due_seconds", "render"] == 0
    assert found["newswire_queue_depth", "render"] == 1


def test_processes_and_the_brokers_queues(probe: Client, running_broker: None) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Heartbeat.objects.create(name="celery@one", role="worker", seen_at=timezone.now())
    Heartbeat.objects.create(name="celery@gone", role="worker", seen_at=long_ago)
    Heartbeat.objects.create(name="newswire.dispatch", role="task", seen_at=long_ago)
    wake.deliver_soon()
    found = scrape(probe)
    assert found["newswire_processes", "worker"] == 1
    assert found["newswire_task_seen_seconds", "newswire.dispatch"] >= 3600
    assert found["newswire_broker_up",] == 1
    assert found["newswire_broker_messages", "newswire.deliver"] == 1
    assert found["newswire_broker_messages", "newswire"] == 0


@pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool: Debian's package prometheus")
def test_promtool_finds_nothing_to_complain_of(probe: Client, channel: Callable[..., Channel]) -> None:
    channel(name='Partner "quoted"\\ ünicode')
    done = subprocess.run(
        ["promtool", "check", "metrics"], input=probe.get(URL).content, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, b"")


@pytest.mark.parametrize("in_flight", [False, True])
def test_a_page_that_changes_all_the_time_does_not_make_a_site_that_is_down_look_well(
    probe: Client,
    channel: Callable[..., Channel],
    published: Callable[..., Any],
    receiver: Receiver,
    in_flight: bool,
) -> None:
    """Each version replaces the one before: that which is left is new, and the site has had none of them."""
    receiver.answer = lambda request: Reply(status=503)
    down, page, day = channel(receiver.url, name="Down"), published(), timedelta(days=1)
    first = Delivery.objects.get()
    Delivery.objects.update(created_at=timezone.now() - day)

    def change() -> None:
        page.title += "!"
        page.save_revision().publish()
        dispatch.run()

    if in_flight:  # passed over by the announcement, so that the next claim replaces it
        Delivery.objects.update(state=Delivery.State.SENDING)
    change()
    if in_flight:
        Delivery.objects.filter(pk=first.pk).update(state=Delivery.State.QUEUED)
    deliver.run()
    first.refresh_from_db()
    assert first.state == Delivery.State.SUPERSEDED
    age = "newswire_channel_oldest_undelivered_seconds", "Down", "webhook"
    assert scrape(probe)[age] >= day.total_seconds()
    assert cast(datetime, standing.backlog(down).oldest) <= timezone.now() - day

    receiver.answer = lambda request: Reply()
    Delivery.objects.filter(state=Delivery.State.QUEUED).update(next_attempt_at=timezone.now())
    Lane.objects.update(due_at=timezone.now(), breaker=Lane.Breaker.CLOSED)
    deliver.run()
    change()
    assert 0 < scrape(probe)[age] < day.total_seconds()
