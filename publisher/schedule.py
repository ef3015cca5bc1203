"""What a host's Celery app takes over: `app.conf.beat_schedule = {**BEAT_SCHEDULE}`.

Constants only: a host imports them before Django is set up.
"""

from typing import Any

# Seconds: how late at most what a lost wake-up left behind is found, of what somebody waits for and of
# the rest. A sweep that finds nothing costs some ten milliseconds of a processor, message and all.
SWEEP, SLOW_SWEEP = 5.0, 15.0
# Seconds after which a sweep that no worker took is void: a stopped one finds no great heap of them. Told by
# the beat's clock and judged by the worker's: where those are further apart, no sweep is ever taken.
VOID = 900.0


def _every(seconds: float, task: str) -> dict[str, Any]:
    return {"task": task, "schedule": seconds, "options": {"expires": VOID}}


BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "newswire.dispatch": _every(SWEEP, "newswire.dispatch"),
    "newswire.deliver": _every(SWEEP, "newswire.deliver"),
    "newswire.batch": _every(SLOW_SWEEP, "newswire.batch"),
    "newswire.follow": _every(SLOW_SWEEP, "newswire.follow"),
    "newswire.trigger": _every(SWEEP, "newswire.trigger"),
    "newswire.jobs": _every(SWEEP, "newswire.jobs"),
    "newswire.machine": _every(SLOW_SWEEP, "newswire.machine"),
    "newswire.hub": _every(30.0, "newswire.hub"),
    "newswire.publish_scheduled": _every(10.0, "newswire.publish_scheduled"),
    "newswire.reconcile": _every(30.0, "newswire.reconcile"),
    "newswire.translations": _every(30.0, "newswire.translations"),
    "newswire.mail": _every(30.0, "newswire.mail"),
    "newswire.certificates": _every(600.0, "newswire.certificates"),
    "newswire.prune": _every(600.0, "newswire.prune"),
    "newswire.ageing": _every(600.0, "newswire.ageing"),
}


def interval(name: str) -> float:
    """Seconds between two that the beat sends of a task."""
    return float(BEAT_SCHEDULE[name]["schedule"])


# What is fresh never waits behind what is many: a backfill and a cascade have a queue of their own. The
# workers that take it may be few. Without these routes a host's tasks all go to its default queue, which
# any of its workers takes; long turns then give way to others after two seconds.
QUEUES = ("newswire", "newswire.deliver", "newswire.batch", "newswire.bulk")
TASK_ROUTES: dict[str, dict[str, str]] = {
    "newswire.deliver": {"queue": "newswire.deliver"},
    "newswire.batch": {"queue": "newswire.batch"},
    "newswire.certificates": {"queue": "newswire.batch"},  # who sends can reach the sites
    "newswire.ageing": {"queue": "newswire.batch"},  # who writes sites can reach their storages
    **{
        f"newswire.{name}": {"queue": "newswire.bulk"}
        for name in ("jobs", "follow", "reconcile", "translations", "machine", "hub", "mail", "prune")
    },
    "newswire.*": {"queue": "newswire"},
}
