"""A draft, a channel that is trusted and one that is not."""

import pytest


@pytest.fixture
def partner(channel):
    """A channel that is not trusted."""
    return channel(name="Partner")


@pytest.fixture
def agency(channel):
    return channel(name="Agency", trusted=True)


@pytest.fixture
def draft(tree):
    return tree.draft("Harbour reopens")
