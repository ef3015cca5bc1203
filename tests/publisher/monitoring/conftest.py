from collections.abc import Iterator

import pytest
import redis
from django.test import Client
from pytest_django import Settings
from services.valkey import Valkey
from support.broker_at import broker_at
from support.newsroom import channel, published, tree
from support.own_valkey import own_valkey, slow_line

from newswire.publisher.monitoring import readiness

__all__ = ["channel", "own_valkey", "published", "slow_line", "tree"]

TOKEN = "only-for-tests"


@pytest.fixture(autouse=True)
def asked_anew(settings: Settings) -> Iterator[None]:
    settings.NEWSWIRE_MONITORING_TOKEN = TOKEN
    readiness.forget()
    yield
    readiness.forget()


@pytest.fixture
def probe() -> Client:
    """Somebody who has the token."""
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def running_broker(valkey: Valkey) -> Iterator[None]:
    redis.Redis(port=valkey.port).flushall()  # other tests leave wake-ups that nobody took
    with broker_at(valkey.url):
        yield
