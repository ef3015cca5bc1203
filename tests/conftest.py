"""Fixtures shared by all tests. Services are real: nothing here is a fake."""

from collections.abc import Iterator

import pytest
from services.receiver import Receiver
from services.valkey import Valkey


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server on a port of its own that records what it gets; see services/receiver.py."""
    with Receiver() as server:
        yield server
