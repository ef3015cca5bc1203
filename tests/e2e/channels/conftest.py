"""Somebody who manages channels, in a browser."""

from collections.abc import Callable
from typing import Any

import pytest
from host.tree import Tree
from playwright.sync_api import Page


@pytest.fixture(autouse=True)
def allowed(settings: Any) -> None:
    settings.NEWSWIRE_PAGE_TYPES = ["host.HostPage"]
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.1"]


@pytest.fixture
def manager(tree: Tree, window_of: Callable[..., Page]) -> Page:
    """A page of somebody who is in the group of channel managers, and in no other."""
    return window_of("Channel manager", "channels")
