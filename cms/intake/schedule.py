"""The beat's entry of this app, in whatever Celery app runs the beat: no host has to name it."""

from typing import Any

from celery.signals import beat_init

TASK = "newswire.intake"
SWEEP = 15.0  # seconds: how late at most what a lost wake-up left behind is found


def connect() -> None:
    beat_init.connect(_add, dispatch_uid="newswire_intake.schedule")


def _add(sender: Any, **kwargs: Any) -> None:
    sender.scheduler.update_from_dict(
        {TASK: {"task": TASK, "schedule": SWEEP, "options": {"expires": SWEEP}}}
    )
