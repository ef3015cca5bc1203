"""Each delivery test has a pump of its own that knows nothing of the one before."""

from collections.abc import Iterator

import pytest

from newswire.publisher import stopping
from newswire.publisher.deliver import pump


@pytest.fixture(autouse=True)
def fresh_pump() -> Iterator[None]:
    _forget()
    yield
    _forget()
    stopping.resume()


def _forget() -> None:
    if used := pump._here.__dict__.pop("pump", None):
        used._sender.close()
