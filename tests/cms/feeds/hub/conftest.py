"""A newsroom with its WebSub hub on, and a callback that confirms what it is asked."""

from collections.abc import Iterator
from typing import Any

import pytest
from services.receiver import Receiver

from .asking import willing


@pytest.fixture(autouse=True)
def hub(settings: Any, indexes: Any) -> None:
    settings.NEWSWIRE_HUB = True
    settings.NEWSWIRE_BASE_URL = "http://localhost"
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        receiver.answer = willing
        yield receiver
