import pytest
from support.factories import make_channel
from support.newsroom import channel, published, tree
from support.pulling import Site

__all__ = ["channel", "published", "tree"]


@pytest.fixture
def site() -> Site:
    return Site(make_channel("https://a.example/hook"))
