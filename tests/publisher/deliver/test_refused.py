"""What its transport refuses to send."""

import pytest
from services.waiting import until
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, transports
from newswire.publisher.deliver.policy import BRIEF_STEPS
from newswire.publisher.models import Attempt, Channel, Delivery, Lane
from newswire.publisher.transports import Webhook
from newswire.publisher.transports.base import ErrorKind, Message, Request, RequestError

pytestmark = pytest.mark.django_db(transaction=True)


class Brief(Webhook):
    """A host's own kind, whose other side takes little."""

    name = "brief"

    def request(self, message: Message) -> Request:
        raise RequestError(ErrorKind.TOO_LARGE, f"{len(message.body)} bytes; 10 at most.")


def is_parked() -> bool:
    deliver.run()
    return Delivery.objects.get().state == Delivery.State.PARKED


def test_it_waits_for_a_person_before_long(settings, monkeypatch) -> None:
    settings.NEWSWIRE_RETRY_SCHEDULE = [0.05, 0.05, 0.05, 3600]
    monkeypatch.setitem(transports._BY_REQUEST, "brief", Brief())
    channel = make_channel("https://site.example/")
    Channel.objects.filter(pk=channel.pk).update(transport="brief")
    announce(make_publication(), [channel])

    until(is_parked)

    attempts = Attempt.objects.order_by("number")
    assert len(attempts) == BRIEF_STEPS + 1
    assert {one.error for one in attempts} == {"too_large"}
    assert "bytes; 10 at most." in attempts[0].detail
    assert Lane.objects.get().breaker == Lane.Breaker.CLOSED
