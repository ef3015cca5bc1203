"""Each of the beat's tasks is seen to run: newswire_task_seen_seconds, and the doctor, stand on it."""

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
