"""A newsroom whose APIs and feeds keep their answers."""

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def kept(settings: Any, write: Any) -> Any:
    settings.ROOT_URLCONF = "support.our_apis"
    settings.NEWSWIRE_CACHE_SECONDS = 600
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "newswire.cms.feeds.kept.KeptFeeds"]
    return write("Rover lands")
