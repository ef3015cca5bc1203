"""A worker may have as many files open as its connections need."""

import resource
from collections.abc import Iterator

import pytest
from celery import signals

from newswire.publisher.deliver.files import ENOUGH


@pytest.fixture
def limits() -> Iterator[tuple[int, int]]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    yield soft, hard
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.filterwarnings("ignore:DjangoFixup")  # there is no worker
@pytest.mark.parametrize("beyond", [0, 1000])
def test_a_worker_that_begins_raises_its_limit_and_lowers_none(beyond: int, limits: tuple[int, int]) -> None:
    _, hard = limits
    most = ENOUGH + beyond if hard == resource.RLIM_INFINITY else min(hard, ENOUGH + beyond)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most if beyond else 1024, hard))

    signals.worker_init.send(None)

    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == most
