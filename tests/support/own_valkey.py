from collections.abc import Iterator

import pytest
from services.slow import Slow
from services.valkey import Valkey
from services.waiting import PATIENCE

from newswire.publisher import broker

from .broker_at import broker_at


@pytest.fixture
def own_valkey(monkeypatch: pytest.MonkeyPatch) -> Iterator[Valkey]:
    """A broker that this test may stop, and that this process sends its wake-ups to.

    However busy the machine is: a test of our impatience sets broker.PATIENCE.
    """
    monkeypatch.setattr(broker, "PATIENCE", PATIENCE)
    with Valkey() as server, broker_at(server.url):
        yield server


@pytest.fixture
def slow_line(own_valkey: Valkey) -> Iterator[Slow]:
    """The line between this process and a broker of its own: fast, until it is told otherwise."""
    with Slow(own_valkey.port) as line, broker_at(f"redis://127.0.0.1:{line.port}/0"):
        yield line
