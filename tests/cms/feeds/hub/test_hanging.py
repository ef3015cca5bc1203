"""Callbacks that hang delay no other."""

import itertools
import threading
from typing import Any

import pytest
from services.receiver import Received, Receiver, Reply
from services.waiting import PATIENCE

from newswire.publisher.hub import callbacks, confirm, distribute, run
from newswire.publisher.models import HubSubscription

from .asking import post, willing

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """No callback is given up, however slow the machine is."""
    monkeypatch.setattr(confirm, "SECONDS", PATIENCE)
    monkeypatch.setattr(distribute, "SECONDS", PATIENCE)
    settings.NEWSWIRE_DEADLINE = 30
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1", "localhost"]


def hanging(receiver: Receiver, fine: int) -> None:
    """Callbacks with `hang` in their address answer when `fine` others have answered."""
    answered, enough, lock = itertools.count(1), threading.Event(), threading.Lock()

    def answer(request: Received) -> Reply:
        if "hang" in request.path:
            enough.wait(PATIENCE)
            return willing(request)
        with lock:
            if next(answered) == fine:
                enough.set()
        return willing(request)

    receiver.answer = answer


def all_served_at_the_first_try(version: int) -> bool:
    rows = HubSubscription.objects.values_list("state", "tries", "version", "asked")
    return set(rows) == {(HubSubscription.State.DONE, 1, version, "")}


def test_a_callback_that_hangs_delays_no_other(receiver: Receiver, write: Any, patient: None) -> None:
    names = ["hang", "a", "b", "c"]
    for name in names:
        assert post(callback=f"{receiver.url}/{name}").status_code == 202
    hanging(receiver, fine=3)
    assert run.act(5) == 4
    assert all_served_at_the_first_try(version=1)
    hanging(receiver, fine=3)
    write("Breaking")
    assert run.act(5) == 4
    assert all_served_at_the_first_try(version=2)


def test_hanging_callbacks_of_one_host_delay_no_other_host(
    receiver: Receiver, patient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callbacks, "AT_ONCE", 5)
    for number in range(7):
        assert post(callback=f"{receiver.url}/hang/{number}").status_code == 202
    assert post(callback=f"http://localhost:{receiver.port}/fine").status_code == 202
    hanging(receiver, fine=1)
    assert run.act(30) == 8
    assert all_served_at_the_first_try(version=1)
