"""Real pages, real transactions: dispatch reads in a snapshot of its own and commits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from host.tree import Tree

from newswire.publisher import dispatch
from newswire.publisher.models import Channel, Publication
from support.factories import make_channel
from support.planted import planted


@pytest.fixture
def tree(transactional_db: None) -> Tree:
    """Its home page, made live without being published, waits beyond the end of any test."""
    found = planted()
    Publication.objects.update(render_retry_at=timezone.now() + timedelta(hours=1))
    return found


@pytest.fixture
def channel(tree: Tree) -> Callable[..., Channel]:
    """Makes a channel that is started and wants every type of page, unless told otherwise."""

    def make(address: str = "http://127.0.0.1:9/", **wants: Any) -> Channel:
        wants.setdefault("page_types", ["host.hostpage", "host.brokenpage", "host.illustratedpage"])
        wants.setdefault("started_at", timezone.now())
        return make_channel(address, **wants)

    return make


@pytest.fixture
def published(tree: Tree) -> Callable[..., Any]:
    """Publishes a page and dispatches; the channels that exist get it."""

    def make(title: str = "Harbour reopens", **fields: Any) -> Any:
        page = tree.published(title, **fields)
        dispatch.run()
        return page

    return make
