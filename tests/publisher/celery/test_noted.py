"""Each of the beat's tasks is seen to run: newswire_task_seen_seconds, and the doctor, stand on it."""

import time

import pytest

from newswire.publisher import heartbeat
from newswire.publisher.celery import app
from newswire.publisher.models import Heartbeat
from newswire.publisher.schedule import BEAT_SCHEDULE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("name", BEAT_SCHEDULE)
def test_a_sweep_is_noted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "_noted", {})

    app.tasks[name]()

    assert Heartbeat.objects.filter(name=name, role="task").exists()


@pytest.mark.parametrize("name", BEAT_SCHEDULE)
def test_each_takes_a_wake_up(name: str) -> None:
    """As who was turned away for want of a seat is sent one: with the time of its sending."""
    app.tasks[name](sent=time.time())
