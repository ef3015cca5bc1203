"""Where this process sends its wake-ups."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import override_settings

from newswire.publisher import broker


@contextmanager
def broker_at(url: str) -> Iterator[None]:
    """By the project's setting: Celery 5.5 prefers that to an assignment to `app.conf`, later ones do not."""
    try:
        with override_settings(CELERY_BROKER_URL=url):
            broker.reset()
            yield
    finally:
        broker.reset()
