"""`kill -9` in each step between a publish and its confirmation: nothing is lost or given twice.

Before a function and after it. Capture's steps are in capture/test_crashes.py, a job's in
jobs/test_steps.py, reconcile's in reconcile/test_baseline.py, what follows a change in dependents/.
"""

import importlib
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone
from host.models import HostPage
from services.receiver import Receiver
from support.factories import make_channel
from support.ready import somebody_ready

from newswire.publisher import deliver, dispatch, jobs, takedown
from newswire.publisher.alarms import mail
from newswire.publisher.alarms.note import note
from newswire.publisher.deliver import losses
from newswire.publisher.models import (
    Alarm,
    Channel,
    Copy,
    Counter,
    Delivery,
    Event,
    Handover,
    Intent,
    Job,
    Lane,
    Publication,
    TriggerCall,
)
from newswire.publisher.triggers import run as triggers
from newswire.publisher.triggers.create import create

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.process]

Step = tuple[str, str]  # where a name is looked up when it is called: "module" or "module:Class"

ON_THE_WAY: dict[str, Step] = {
    "look": ("dispatch.run", "look"),
    "settle": ("dispatch.run", "settle"),
    "counter": ("dispatch.settle", "taken"),
    "event, payloads": ("dispatch.settle", "write"),
    "copies": ("dispatch.announce", "_note_copies"),
    "deliveries and lanes": ("dispatch.settle", "queue"),
    "claim": ("deliver.intake", "claim"),
    "send": ("deliver.http:Sender", "start"),
    "answer": ("deliver.ledger:Ledger", "enter"),
    "record": ("deliver.verdicts", "record"),
    "attempts": ("deliver.verdicts", "_log"),
    "confirm": ("deliver.copies", "confirm"),
    "health": ("deliver.health", "update"),
}


def killed(step: Step, before: bool, work: Callable[[], object]) -> None:
    """Does `work` in a process of its own that is killed when it comes to that function, or has done it."""
    connections.close_all()
    if (child := os.fork()) == 0:
        try:
            _put(step, before)
            work()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _put(step: Step, before: bool) -> None:
    module, _, owner = step[0].partition(":")
    place = importlib.import_module(f"newswire.publisher.{module}")
    place = getattr(place, owner) if owner else place
    whole = getattr(place, step[1])

    def dying(*args: Any, **kwargs: Any) -> None:
        if not before:
            whole(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(place, step[1], dying)


def leases_run_out() -> None:
    now = timezone.now()
    Publication.objects.exclude(rendering_until=None).update(rendering_until=now)
    Delivery.objects.filter(state=Delivery.State.SENDING).update(leased_until=now)
    Handover.objects.update(until=now)
    TriggerCall.objects.exclude(leased_until=None).update(leased_until=now)
    Lane.objects.filter(due_at__isnull=False).update(due_at=now)
    losses.take_back()  # which a pump does once a second


def send() -> None:
    dispatch.run(5)
    deliver.run(5)


def work() -> None:
    """What the other workers do next."""
    for _ in range(3):
        leases_run_out()
        dispatch.run(5)
        deliver.run(2)


@pytest.fixture
def site(tree: Any, receiver: Receiver) -> Channel:
    return make_channel(receiver.url, page_types=["host.hostpage"], started_at=timezone.now())


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", ON_THE_WAY.values(), ids=ON_THE_WAY)
def test_on_the_way_to_a_site(tree: Any, site: Channel, receiver: Receiver, step: Step, before: bool) -> None:
    page = tree.published("Harbour reopens")
    killed(step, before, send)
    work()

    (copy,) = Copy.objects.all()
    assert (copy.publication.page_id, copy.version, copy.state) == (page.pk, 1, "live")
    assert list(Event.objects.values_list("sequence", "version")) == [(1, 1)]
    assert Counter.objects.get().sequence == 1
    ids = [request.headers["webhook-id"] for request in receiver.requests]
    assert len(set(ids)) == 1 and len(ids) <= 2  # again only what was in flight, under the same id
    assert not Delivery.objects.exclude(state=Delivery.State.DELIVERED).exists()


HANDED_OVER: dict[str, Step] = {
    "hand over": ("deliver.handover", "queue"),
    "take": ("deliver.handover", "take"),
    "send": ("deliver.http:Sender", "start"),
    "record": ("deliver.verdicts", "record"),
}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite nothing is handed over")
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", HANDED_OVER)
def test_of_what_is_handed_over(
    tree: Any, site: Channel, receiver: Receiver, step: str, before: bool
) -> None:
    with somebody_ready():
        test_on_the_way_to_a_site(tree, site, receiver, HANDED_OVER[step], before)


def take_down() -> None:
    takedown.take_down(HostPage.objects.get(title="Harbour reopens"), "Ordered by the court.")


TAKEDOWN: dict[str, Step] = {
    "unpublish": ("takedown.start", "_unpublish"),
    "raise": ("takedown.start", "touch"),
    "bind": ("takedown.start", "_bind"),
    "job": ("takedown.start", "_job"),
}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", TAKEDOWN)
def test_in_a_takedown(tree: Any, site: Channel, receiver: Receiver, step: str, before: bool) -> None:
    """All of it or nothing: never a page that is offline here and stays on the sites, or the reverse."""
    page = tree.published("Harbour reopens")
    work()
    killed(TAKEDOWN[step], before, take_down)
    assert HostPage.objects.get(pk=page.pk).live
    assert not Intent.objects.exists() and not Job.objects.exists()
    takedown.take_down(HostPage.objects.get(pk=page.pk), "Ordered by the court.")
    work()
    jobs.step(1)

    assert (Copy.objects.get().state, Job.objects.get().state) == ("gone", "done")


def test_between_a_takedown_and_its_withdrawal(tree: Any, site: Channel, receiver: Receiver) -> None:
    tree.published("Harbour reopens")
    work()
    killed(("takedown", "take_down"), False, take_down)
    work()
    jobs.step(1)

    assert (Copy.objects.get().state, Job.objects.get().state) == ("gone", "done")


TRIGGER: dict[str, Step] = {
    "lease": ("errands", "lease"),
    "do": ("triggers.run", "_do"),
    "close": ("errands", "close"),
}


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", TRIGGER)
def test_in_a_trigger(tree: Any, step: str, before: bool) -> None:
    page = tree.draft("Harbour reopens")
    trigger, _ = create("vendor", "Vendor", ["publish"])
    call = TriggerCall.objects.create(trigger=trigger, webhook_id="msg_1", action="publish", page_id=page.pk)
    killed(TRIGGER[step], before, partial(triggers.act, 5))
    assert not HostPage.objects.get(pk=page.pk).live  # acted on and closed in one transaction
    leases_run_out()
    assert triggers.act(5) == 1

    call.refresh_from_db()
    assert (call.state, call.tries <= 2) == ("done", True)
    assert HostPage.objects.get(pk=page.pk).live
    assert Publication.objects.get(page_id=page.pk).generation == 1


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("step", ["_taken", "_mail", "_close"])
def test_in_a_mail(site: Channel, settings: Any, step: str, before: bool) -> None:
    """Told at least once: what was mailed and not noted goes again, a minute later."""
    settings.NEWSWIRE_ALARM_RECIPIENTS = ["ops@news.example.org"]
    note(Alarm.Kind.FAILING, timezone.now(), site)
    killed(("alarms.mail", step), before, mail.send)
    Alarm.objects.update(due_at=timezone.now())
    told = Alarm.objects.get().told_at is not None

    assert mail.send() == (0 if told else 1)
    assert told == (step == "_close" and not before)
