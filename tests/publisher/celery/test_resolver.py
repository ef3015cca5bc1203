"""A worker does not wait long for name servers that are silent (seen in tests/services/rebinding.py)."""

import os

import pytest
from celery import signals

from newswire.publisher.deliver.resolver import OPTIONS


@pytest.mark.filterwarnings("ignore:DjangoFixup")  # there is no worker
@pytest.mark.parametrize(("own", "then"), [(None, OPTIONS), ("timeout:9", "timeout:9")])
def test_a_worker_that_begins_sets_it_unless_the_host_has(own: str | None, then: str, monkeypatch) -> None:
    monkeypatch.setenv("RES_OPTIONS", own or "")
    if own is None:
        monkeypatch.delenv("RES_OPTIONS")

    signals.worker_init.send(None)

    assert os.environ["RES_OPTIONS"] == then
