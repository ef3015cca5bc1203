"""Wake-ups: after the commit, once, and never at the cost of the request that sends them."""

import time
from datetime import datetime

import pytest
import redis
from django.db import transaction
from services.slow import Slow
from services.valkey import Valkey
from services.waiting import PATIENCE, until

from newswire.publisher import broker, wake

pytestmark = pytest.mark.django_db(transaction=True)
IMPATIENT = 1.0  # seconds: the broker's own, which tests are freed of elsewhere


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the broker was asked to take, one by one, while a cool-off outlasts the test."""
    found, send = [], broker._send

    def counted(task: str, eta: datetime | None) -> None:
        found.append(task)
        send(task, eta)

    monkeypatch.setattr(broker, "_send", counted)
    monkeypatch.setattr(broker, "COOL_OFF", 3600.0)
    return found


def waiting(server: Valkey, queue: str = "newswire") -> int:
    return redis.Redis(port=server.port).llen(queue)


def test_a_wake_up_leaves_after_the_commit(own_valkey: Valkey) -> None:
    with transaction.atomic():
        wake.dispatch_soon()
        assert waiting(own_valkey) == 0
    assert waiting(own_valkey) == 1


def test_a_rollback_wakes_nobody(own_valkey: Valkey) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        wake.dispatch_soon()
        1 / 0  # noqa: B018
    assert waiting(own_valkey) == 0


def test_a_thousand_pages_in_one_transaction_are_one_wake_up(own_valkey: Valkey) -> None:
    with transaction.atomic():
        for _ in range(1000):
            wake.dispatch_soon()
            with transaction.atomic():
                wake.dispatch_soon()
    assert waiting(own_valkey) == 1


def test_a_thousand_savepoints_in_one_transaction_are_one_wake_up(own_valkey: Valkey) -> None:
    with transaction.atomic():
        for _ in range(1000):
            with transaction.atomic():
                wake.dispatch_soon()
        assert len(transaction.get_connection().run_on_commit) == 1
    assert waiting(own_valkey) == 1


def test_a_wake_up_is_not_lost_with_a_savepoint_around_the_one_that_asked_first(own_valkey: Valkey) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with transaction.atomic():
                wake.dispatch_soon()
            wake.dispatch_soon()
            1 / 0  # noqa: B018
        wake.dispatch_soon()
    assert waiting(own_valkey) == 1


def test_a_savepoint_rolled_back_takes_only_its_own_wake_up_along(own_valkey: Valkey) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            wake.dispatch_soon()
            1 / 0  # noqa: B018
        wake.dispatch_soon()
    assert waiting(own_valkey) == 1


def test_what_follows_an_announcement_is_one_wake_up_a_moment_later(
    own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wake, "LATER", 0.5)
    with transaction.atomic():
        wake.follow_later()
    for _ in range(10):
        wake.follow_later()
    assert waiting(own_valkey, "newswire.bulk") == 0
    until(lambda: waiting(own_valkey, "newswire.bulk"))
    wake.follow_later()
    until(lambda: waiting(own_valkey, "newswire.bulk") == 2)


def test_sending_has_a_queue_of_its_own(own_valkey: Valkey) -> None:
    wake.deliver_soon()
    wake.dispatch_soon()
    wake.trigger_soon()
    assert waiting(own_valkey, "newswire.deliver") == 1
    assert waiting(own_valkey, "newswire") == 2


def test_a_broker_that_is_down_costs_little_once_and_then_nothing(
    own_valkey: Valkey, tries: list[str]
) -> None:
    own_valkey.stop()
    began = time.monotonic()
    assert broker.send("newswire.dispatch") is False
    assert time.monotonic() - began < PATIENCE / 2, "it was not waited for, nor connected to again and again"
    for _ in range(1000):
        wake.dispatch_soon()
    assert len(tries) == 1


def test_a_frozen_broker_is_waited_for_once_and_not_to_its_end(
    own_valkey: Valkey, tries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wake.dispatch_soon()  # there is a connection already
    own_valkey.freeze()
    monkeypatch.setattr(broker, "PATIENCE", IMPATIENT)
    try:
        wake.dispatch_soon()
        wake.dispatch_soon()
    finally:
        own_valkey.thaw()
    assert len(tries) == 2


def test_a_broker_that_was_restarted_is_used_again(
    own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "COOL_OFF", 0.2)
    wake.dispatch_soon()
    own_valkey.stop()
    wake.dispatch_soon()
    own_valkey.start()
    time.sleep(0.3)
    wake.dispatch_soon()
    assert waiting(own_valkey) == 1


def test_a_publish_with_the_broker_down_is_kept_and_tries_it_once(
    own_valkey: Valkey, tries: list[str]
) -> None:
    from services import tree

    from newswire.publisher.models import Publication

    page = tree.draft("Kept")
    own_valkey.stop()
    broker.reset()
    tries.clear()
    page.get_latest_revision().publish()
    assert len(tries) == 1
    page.refresh_from_db()
    assert page.live
    publication = Publication.objects.get(page_id=page.pk)
    assert publication.generation > publication.settled


@pytest.mark.parametrize("connected", [True, False])
def test_a_slow_broker_is_waited_for_no_longer_than_a_dead_one(
    slow_line: Slow, tries: list[str], monkeypatch: pytest.MonkeyPatch, connected: bool
) -> None:
    """A first wake-up needs some fifteen answers; each of them comes within the socket's time limit."""
    if connected:
        assert broker.send("newswire.dispatch") is True
    monkeypatch.setattr(broker, "PATIENCE", IMPATIENT)
    slow_line.seconds = (20 if connected else 0.9) * IMPATIENT
    began = time.monotonic()
    assert broker.send("newswire.dispatch") is False
    assert time.monotonic() - began < 10 * IMPATIENT, "what the answers take is some fourteen, or twenty"
    before = len(tries)
    for _ in range(1000):
        wake.dispatch_soon()
    assert len(tries) == before


def test_a_publish_over_a_slow_broker_is_kept_and_wakes_again_once_it_is_fast(
    slow_line: Slow, own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    from services import tree

    from newswire.publisher.dispatch.select import unsettled

    page = tree.draft("Kept")
    patience = broker.PATIENCE
    monkeypatch.setattr(broker, "PATIENCE", IMPATIENT)
    slow_line.seconds = 0.9 * IMPATIENT
    page.get_latest_revision().publish()
    page.refresh_from_db()
    assert page.live
    assert page.pk in unsettled().values_list("page_id", flat=True), "the sweep finds it"
    monkeypatch.setattr(broker, "COOL_OFF", 0.0)
    monkeypatch.setattr(broker, "PATIENCE", patience)
    broker.reset()
    slow_line.seconds = 0.0
    before = waiting(own_valkey)
    assert broker.send("newswire.dispatch") is True
    assert waiting(own_valkey) > before
