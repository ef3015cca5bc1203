"""What is fresh waits behind nothing that is many; two beats at once do no harm."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from services import tree
from services.receiver import Received, Receiver, Reply
from services.valkey import Valkey
from services.waiting import until
from services.worker import Worker

from newswire.publisher import broker_state, channels, dispatch, jobs, tasks
from newswire.publisher.celery import app
from newswire.publisher.models import Channel, Delivery, Event, Heartbeat, Job, Lane, Priority, Publication
from newswire.publisher.schedule import BEAT_SCHEDULE, QUEUES
from newswire.publisher.turns import SLICE, Turns

FRESH = {"newswire.dispatch", "newswire.trigger", "newswire.publish_scheduled"}


def queue_of(task: str) -> str:
    name: str = app.amqp.router.route({}, task)["queue"].name
    return name


def test_every_task_has_its_queue_and_only_what_is_fresh_shares_that_of_editors() -> None:
    by_queue = {queue: {task for task in BEAT_SCHEDULE if queue_of(task) == queue} for queue in QUEUES}
    assert by_queue["newswire"] == FRESH
    assert by_queue["newswire.deliver"] == {"newswire.deliver"}
    assert by_queue["newswire.batch"] == {"newswire.batch", "newswire.ageing", "newswire.certificates"}
    assert set().union(*by_queue.values()) == set(BEAT_SCHEDULE)


@pytest.mark.parametrize("turns", [tasks.JOBS, tasks.FOLLOW])
def test_turns_of_what_is_many_are_short_where_one_worker_takes_all(turns: Turns) -> None:
    assert turns._seconds == SLICE


def titles(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["data"].get("title", "") for request in list(receiver.requests)]


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_breaking_news_overtakes_a_backfill(own_valkey: Valkey, receiver: Receiver) -> None:
    """One worker for all queues, a slow site that takes two at a time, a backfill of forty pages."""
    tree.home()
    for number in range(40):
        tree.live(f"Archive {number:02}")
    dispatch.run()
    channel, _ = channels.create("Partner", receiver.url, page_types=["host.hostpage"])
    channels.start(channel)
    Lane.objects.update(cap=2)
    receiver.answer = slowly
    job = jobs.start(Job.Kind.BACKFILL, channel, per_minute=0)
    with Worker("newswire.publisher", own_valkey.url):
        receiver.wait_for(4)
        tree.live("Breaking")
        receiver.wait_for(41, 240)
    sent = titles(receiver)
    job.refresh_from_db()
    assert (job.total, job.done) == (40, 40)
    # Behind it came what was queued before it: all but those that had gone when it was announced.
    assert len(sent) - sent.index("Breaking") > 15
    assert Delivery.objects.get(publication__title="Breaking").priority == Priority.FRESH


def slowly(request: Received) -> Reply:
    return Reply(delay=0.5)


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_do_no_harm(own_valkey: Valkey, channel: Channel, receiver: Receiver) -> None:
    """Each starts every sweep: nothing is announced, sent or published twice."""
    due = tree.draft("By schedule")
    due.go_live_at = timezone.now() + timedelta(seconds=4)
    due.save_revision().publish()
    with (
        Worker("newswire.publisher", own_valkey.url, ("-B", "-c", "2", "-n", "one@%h")),
        Worker("newswire.publisher", own_valkey.url, ("-B", "-c", "2", "-n", "two@%h")),
    ):
        for number in range(5):
            tree.live(f"Page {number}")
        receiver.wait_for(6)
        swept = Heartbeat.objects.filter(name="newswire.deliver")
        first = until(swept.first)
        until(lambda: swept.filter(seen_at__gt=first.seen_at).exists())
    assert Counter(titles(receiver)) == Counter([f"Page {number}" for number in range(5)] + ["By schedule"])
    assert Event.objects.count() == Publication.objects.filter(version=1).count() == 6
    assert broker_state.depths() is not None
