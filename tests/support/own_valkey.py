from collections.abc import Iterator

import pytest
from services.valkey import Valkey

from newswire.publisher import broker
from newswire.publisher.celery import app


@pytest.fixture
def own_valkey() -> Iterator[Valkey]:
    """A broker that this test may stop, and that this process sends its wake-ups to."""
    with Valkey() as server:
        before = app.conf.broker_url
        app.conf.broker_url = server.url
        broker.reset()
        yield server
        app.conf.broker_url = before
        broker.reset()
