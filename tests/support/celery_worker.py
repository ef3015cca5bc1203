"""A worker of our Celery app that does not run."""

from types import SimpleNamespace
from typing import Any

from celery import Celery
from celery.concurrency import prefork

from newswire.publisher.celery import app


def worker(*queues: str, children: int = 1, pool: type = prefork.TaskPool) -> Any:
    """As much of Celery's as is looked at before it forks."""
    its_app = Celery("worker", set_as_current=False)
    its_app.conf.update(task_queues=app.conf.task_queues, task_routes=app.conf.task_routes)
    its_app.amqp.queues.select(queues)
    return SimpleNamespace(app=its_app, concurrency=children, pool_cls=pool)
