"""A Celery app for projects that have none: `celery -A newswire.publisher worker -B`.

It needs DJANGO_SETTINGS_MODULE and nothing else. Any CELERY_* setting of the project wins over the
defaults here; without CELERY_BROKER_URL the broker is REDIS_URL, else Redis on this machine. Without
-Q a worker takes all queues.
"""

import os
from typing import Any

from celery import Celery
from kombu import Exchange, Queue

from .schedule import BEAT_SCHEDULE, QUEUES, TASK_ROUTES

DEFAULTS: dict[str, Any] = {
    "broker_url": os.environ.get("REDIS_URL", "redis://localhost:6379/0"),
    "broker_connection_retry_on_startup": True,
    "broker_connection_max_retries": None,  # a broker may be away for a night
    "beat_schedule": BEAT_SCHEDULE,
    "beat_scheduler": "celery.beat:Scheduler",  # intervals alone need no schedule file
    "task_queues": [Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    "task_default_queue": "newswire",
    "task_routes": TASK_ROUTES,
    "task_ignore_result": True,
    "worker_concurrency": max(2, os.cpu_count() or 1),  # a slow page must not hold up sending
    "worker_prefetch_multiplier": 1,
}

# Tasks that a connection to the database serves. Celery else opens one for each: a wake-up would cost
# PostgreSQL a new process with nothing cached, which is as much as rendering a page.
DB_REUSE_MAX = "CELERY_DB_REUSE_MAX"
TASKS_A_CONNECTION = 1000


def defaults() -> dict[str, Any]:
    """Those that the project does not set: Celery would take them before its settings."""
    from django.conf import settings

    found = {
        name: value for name, value in DEFAULTS.items() if not hasattr(settings, f"CELERY_{name.upper()}")
    }
    return found | {DB_REUSE_MAX: getattr(settings, DB_REUSE_MAX, TASKS_A_CONNECTION)}


# Not the current app of a thread that merely sends a wake-up: a host's own tasks must not end here.
app = Celery("newswire", set_as_current=False)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.add_defaults(defaults)
app.autodiscover_tasks()
