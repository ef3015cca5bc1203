"""Fixtures shared by all tests. Services are real: nothing here is a fake."""

import gc
from collections.abc import Generator, Iterator
from typing import Any

import pytest
import settings
from django.urls import get_script_prefix, set_script_prefix
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from services.receiver import Receiver
from services.valkey import Valkey
from support import flush, migrated, on_postgres
from support.unindexed import unindexed

# No test depends on how fast the machine is.
hypothesis.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("any machine")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What comes into being meanwhile stays: looking for garbage in it took a third of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end; the garbage collector need not look through it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if settings.DATABASE_URL:
        on_postgres.deselect_the_rest(config, items)


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """An HTTP server on a port of its own that records what it gets; see services/receiver.py."""
    with Receiver() as server:
        yield server


@pytest.fixture
def mounted(request: pytest.FixtureRequest) -> Iterator[str]:
    """The project stands below a path of its host, as a worker learns it from FORCE_SCRIPT_NAME."""
    request.getfixturevalue("settings").FORCE_SCRIPT_NAME = "/newsroom"
    before = get_script_prefix()
    set_script_prefix("/newsroom/")
    yield "/newsroom"
    set_script_prefix(before)


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """The settings name the database of each side already: a process started by a test needs the same one."""


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    with flush.quick():
        yield


@pytest.fixture(autouse=True)
def search_index(request: pytest.FixtureRequest) -> Iterator[None]:
    """There on PostgreSQL, in a browser and for tests with the mark `searched`."""
    if settings.DATABASE_URL or {"searched", "e2e"} & {mark.name for mark in request.node.iter_markers()}:
        yield
    else:
        with unindexed():
            yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    with migrated.copies_used():
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium, as Playwright's `Browser`."""
    from support.chromium import running_chromium  # Playwright is there for browser tests alone

    with running_chromium() as chromium:
        yield chromium
