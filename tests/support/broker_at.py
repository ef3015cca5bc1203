"""Where this process sends its wake-ups."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

from newswire.publisher import broker
from newswire.publisher.celery import app


@contextmanager
def broker_at(url: str, **settings: Any) -> Iterator[None]:
    """By the project's setting: Celery 5.5 prefers that to an assignment to `app.conf`, later ones do not."""
    try:
        with override_settings(CELERY_BROKER_URL=url, **settings):
            broker.reset()
            assert app.conf.broker_url == url, "app.conf.broker_url was assigned, and keeps what it was given"
            yield
    finally:
        broker.reset()
