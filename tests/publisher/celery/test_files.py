"""A worker may have as many files open as its connections need."""

import resource
from collections.abc import Iterator

import pytest
from celery import signals
from services.many_sites import ManySites

from newswire.publisher.deliver.files import ENOUGH, KEPT, KEPT_OF_FEW, allow_enough, connections_kept
from newswire.publisher.deliver.http import Sender
from newswire.publisher.transports.base import Request


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


def test_where_there_may_be_few_files_fewer_connections_are_kept(limits: tuple[int, int]) -> None:
    allow_enough()
    assert connections_kept() == KEPT

    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, limits[1]))
    assert connections_kept() == KEPT_OF_FEW


def test_a_site_is_sent_to_by_the_same_connection_though_there_are_many(
    limits: tuple[int, int], settings
) -> None:
    settings.NEWSWIRE_ALLOWED_HOSTS = ["127.0.0.0/8"]
    allow_enough()
    count = 700
    with ManySites() as sites:
        sender = Sender()
        for _ in range(2):
            send_to_each(sender, [sites.url(number) for number in range(count)])
        sender.close()

        assert sites.connections == count


def send_to_each(sender: Sender, urls: list[str]) -> None:
    waiting, answered = list(urls), 0
    while answered < len(urls):
        while waiting and len(sender) < 100:
            sender.start(Request(waiting.pop(), {}, b"{}"), "token", 60)
        for _, answer in sender.poll(0.1):
            assert answer.status == 204, answer
            answered += 1
