"""Both ways of running Celery, with real worker processes over a real Valkey."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from celery import Celery
from django.utils import timezone
from services import tree
from services.processes import group
from services.receiver import Receiver, Reply
from services.valkey import Valkey
from services.waiting import PATIENCE, until
from services.worker import Worker, environment

from newswire.publisher import channels, ending
from newswire.publisher.deliver import pump
from newswire.publisher.models import Attempt, Channel, Delivery, Heartbeat, Publication, TriggerCall
from newswire.publisher.triggers import accept
from newswire.publisher.triggers.create import create

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]


def ask_to_publish(page_id: int, webhook_id: str = "msg_1") -> TriggerCall:
    trigger, _ = create(f"vendor-{webhook_id}", "Vendor", ["publish"])
    body = json.dumps({"action": "publish", "page": {"id": page_id}}).encode()
    return accept.accept(trigger, webhook_id, body)


def is_live(page: tree.HostPage) -> bool:
    page.refresh_from_db()
    return page.live


def titles(receiver: Receiver) -> list[str]:
    return [json.loads(request.body)["data"].get("title") for request in receiver.requests]


@pytest.mark.parametrize("app", ["newswire.publisher", "host"])
def test_one_worker_one_beat_nothing_else(
    own_valkey: Valkey, channel: Channel, receiver: Receiver, app: str
) -> None:
    """In one test, since each worker imports for three seconds."""
    page = tree.draft("By trigger")
    with Receiver() as at_hub, Worker(app, own_valkey.url):
        wants = {"page_types": ["host.hostpage"], "options": {"feeds": "https://news.example.org/feed.xml"}}
        hub, _ = channels.create("Hub", at_hub.url, "websub", **wants)
        channels.start(hub)

        # A page of the host's own type arrives, and a channel of batches is served by the same worker.
        tree.live("Fresh")
        receiver.wait_for(1)
        at_hub.wait_for(1)
        until(lambda: hub.deliveries.filter(state="delivered").exists())
        assert titles(receiver) == ["Fresh"]
        assert [request.body for request in at_hub.requests] == [
            b"hub.mode=publish&hub.url=https%3A%2F%2Fnews.example.org%2Ffeed.xml"
        ]

        due = tree.draft("By schedule")
        due.go_live_at = timezone.now() + timedelta(seconds=3)
        due.save_revision().publish()
        ask_to_publish(page.pk)
        until(lambda: is_live(page))
        until(lambda: is_live(due))
        for seen in ({"role": "worker"}, {"role": "beat"}):
            until(lambda seen=seen: Heartbeat.objects.filter(**seen).exists())
        # The last, of every ten minutes, is not waited for as long.
        for task in ("newswire.dispatch", "newswire.deliver", "newswire.certificates"):
            until(lambda task=task: Heartbeat.objects.filter(name=task, role="task").exists())


def test_what_is_published_while_the_broker_is_dead_arrives_when_it_is_back(
    own_valkey: Valkey, channel: Channel, receiver: Receiver
) -> None:
    with Worker("newswire.publisher", own_valkey.url) as worker:
        own_valkey.stop()
        draft = tree.draft("Kept")
        draft.get_latest_revision().publish()
        assert is_live(draft)
        time.sleep(1)
        own_valkey.start()

        def arrived() -> bool:
            # Celery 5.7 ends where Redis dies while it holds a message, which kombu cannot give back then.
            worker.revive()
            return bool(receiver.requests)

        until(arrived, 2 * PATIENCE)
    assert titles(receiver) == ["Kept"]


def test_sigterm_in_the_middle_of_sending_breaks_it_off_and_ends_the_worker(
    own_valkey: Valkey, channel: Channel, receiver: Receiver
) -> None:
    receiver.answer = lambda request: Reply(delay=2 * PATIENCE)
    with Worker("newswire.publisher", own_valkey.url) as worker:
        tree.live("Slow")
        receiver.wait_for(1)
        worker.stop()
    assert pump.GRACE < 5, "what is under way has so much of the ten seconds"
    assert Delivery.objects.get().last_error == "stopped"


@pytest.mark.parametrize("tasks", ["1000", "1"])
def test_what_hangs_after_its_turn_is_given_up_where_the_child_ends(
    own_valkey: Valkey, channel: Channel, receiver: Receiver, tasks: str
) -> None:
    receiver.answer = lambda request: Reply(delay=2 * PATIENCE)
    arguments = ("-B", "--max-tasks-per-child", tasks, "-l", "DEBUG")
    with Worker("newswire.publisher", own_valkey.url, arguments) as worker:
        tree.live("Slow")
        receiver.wait_for(1)
        over = worker.ended("newswire.deliver")
        until(lambda: worker.ended("newswire.deliver") > over)
        if tasks == "1000":
            worker.stop()
        until(Attempt.objects.exists)
    assert Attempt.objects.earliest("pk").error == "stopped"


def test_sigterm_ends_a_worker_whose_page_renders_for_ever_and_lets_a_task_of_the_host_finish(
    own_valkey: Valkey, channel: Channel, receiver: Receiver, tmp_path: Path
) -> None:
    stuck = {"DJANGO_SETTINGS_MODULE": "host.stuck_settings", "STUCK": str(tmp_path)}
    with Worker("host", own_valkey.url, ("-B", "-c", "2"), **stuck) as worker:
        with Celery(broker=own_valkey.url) as somebody:
            somebody.send_task("stuck.wait")
        until((tmp_path / "waits").exists)
        page = tree.live("Slow")
        until((tmp_path / "renders").exists)
        assert worker.process is not None
        worker.process.terminate()
        worker.wait_for_log("newswire.dispatch does not end")
        (tmp_path / "go").touch()
        worker.process.wait(PATIENCE)
        assert (tmp_path / "done").exists()
    assert pump.GRACE + 2 < ending.PATIENCE < 9
    publication = Publication.objects.get(page_id=page.pk)
    assert (publication.render_error, publication.settled) == ("", 0)
    Publication.objects.update(rendering_until=None)  # its claim runs out
    with Worker("newswire.publisher", own_valkey.url):
        receiver.wait_for(1)


def test_a_web_process_of_a_host_with_its_own_app_wakes_that_app(own_valkey: Valkey) -> None:
    """Its tasks then go to the host's default queue, which its worker takes without -Q."""
    code = (
        "import host.celery, django; django.setup();"
        "from newswire.publisher import broker, wake;"
        "wake.deliver_soon(); print(broker.app().main)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(own_valkey.url), capture_output=True, text=True
    )
    assert done.stdout.strip() == "host", done.stderr


def test_a_wake_up_is_enough(own_valkey: Valkey) -> None:
    page = tree.draft()
    with Worker("newswire.publisher", own_valkey.url, ("-c", "2")):  # no beat: nothing but the wake-up
        ask_to_publish(page.pk)
        until(lambda: is_live(page))


def test_a_killed_worker_leaves_the_call_to_the_next(own_valkey: Valkey) -> None:
    page = tree.draft()
    with Worker("newswire.publisher", own_valkey.url) as worker:
        worker.kill()
        ask_to_publish(page.pk)
    with Worker("newswire.publisher", own_valkey.url):
        until(lambda: is_live(page))


def test_a_killed_worker_leaves_no_beat_behind(own_valkey: Valkey) -> None:
    """Such a one went on for ever, beside the beat of the worker that was started anew."""
    with Worker("newswire.publisher", own_valkey.url) as worker:
        assert worker.process is not None
        until(lambda: Heartbeat.objects.filter(role="beat").exists())
        pid = worker.process.pid
        assert len(group(pid)) >= 4, "itself, two children and the beat"
        os.kill(pid, signal.SIGKILL)
        worker.process.wait()
        until(lambda: not group(pid), 30)
        assert "the beat ends" in worker.log()
