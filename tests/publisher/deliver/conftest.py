"""Each delivery test ends with a pump that has forgotten the receivers of the one before it."""

from collections.abc import Iterator

import pytest

from newswire.publisher.deliver import pump, stopping


@pytest.fixture(autouse=True)
def fresh_pump() -> Iterator[None]:
    yield
    if used := pump._here.__dict__.pop("pump", None):
        used._sender.close()
    stopping.resume()
