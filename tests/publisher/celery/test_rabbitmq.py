"""The same over RabbitMQ: a page arrives, the broker may die, depths are read."""

from collections.abc import Iterator

import pytest
from services import rabbitmq, tree
from services.rabbitmq import RabbitMQ
from services.receiver import Receiver
from services.waiting import PATIENCE, until
from services.worker import Worker
from support.broker_at import broker_at

from newswire.publisher import broker, broker_state, doctor, wake
from newswire.publisher.doctor import broker as examined
from newswire.publisher.models import Channel
from newswire.publisher.schedule import QUEUES

pytestmark = [
    pytest.mark.process,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not rabbitmq.is_here(), reason="needs Debian's package rabbitmq-server"),
]


@pytest.fixture
def rabbit() -> Iterator[RabbitMQ]:
    """A broker that this process sends its wake-ups to."""
    with RabbitMQ() as server, broker_at(server.url):
        yield server


def test_a_page_arrives_also_after_the_broker_has_died(
    rabbit: RabbitMQ, channel: Channel, receiver: Receiver
) -> None:
    assert set(broker_state.depths() or ()) == set(QUEUES)
    assert not any("does not answer" in str(one.words) for one in doctor.examine())
    with Worker("newswire.publisher", rabbit.url) as worker:
        tree.live("Fresh")
        receiver.wait_for(1)
        rabbit.stop()
        tree.live("While it was dead")
        rabbit.start()
        worker.revive()
        receiver.wait_for(2)


def test_what_no_worker_takes_is_counted(rabbit: RabbitMQ) -> None:
    with Worker("newswire.publisher", rabbit.url, ("-c", "1")):
        pass  # has made the queues
    wake.deliver_soon()
    wake.deliver_soon()
    assert (broker_state.depths() or {})["newswire.deliver"] == 2


def test_wake_ups_make_their_queue_and_leave_again_after_a_restart(
    rabbit: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "COOL_OFF", 0.0)
    assert broker.send("newswire.deliver") and broker.send("newswire.deliver")
    # RabbitMQ counts what it was sent a moment later.
    until(lambda: (broker_state.depths() or {}).get("newswire.deliver") == 2)
    rabbit.stop()
    rabbit.start()
    broker.send("newswire.deliver")  # may be how the line is found to be lost
    before = (broker_state.depths() or {})["newswire.deliver"]
    assert broker.send("newswire.deliver")
    assert (broker_state.depths() or {})["newswire.deliver"] == before + 1


def test_one_whose_disk_is_full_is_named_until_there_is_room(
    rabbit: RabbitMQ, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By itself it blocks who publishes, without a word to who only asks."""
    monkeypatch.setattr(broker_state, "LONGEST", PATIENCE)

    def named() -> list[str]:
        return [str(one.words) for one in examined.examine() if "takes nothing" in str(one.words)]

    assert named() == []
    rabbit.need_room("900GB")
    until(lambda: named() != [])
    rabbit.need_room("1MB")
    until(lambda: named() == [])
