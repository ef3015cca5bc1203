"""The end of an embargo with a real worker, beat and broker: at its time, also after a standstill.

How late is printed (`-s`). On a quiet machine it is less than two seconds; a busy one is only held to what
shows that a timer of its own released it, and not the beat's next look.
"""

import json
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from services import tree
from services.receiver import Receiver
from services.valkey import Valkey
from services.waiting import until
from services.worker import Worker
from support.own_valkey import own_valkey

from newswire.publisher import channels
from newswire.publisher.editorial import embargo
from newswire.publisher.models import Channel

__all__ = ["own_valkey"]

pytestmark = [pytest.mark.process, pytest.mark.django_db(transaction=True)]

BEFORE_THE_NEXT_LOOK = 8.0  # seconds; the beat looks every ten


@pytest.fixture
def site(receiver: Receiver) -> Channel:
    tree.home()
    made, _ = channels.create("Partner", receiver.url, page_types=["host.hostpage"], trusted=True)
    channels.start(made)
    return made


def arrived(receiver, state):
    """When the first body with this state came, in seconds since 1970."""
    for request in receiver.requests:
        if json.loads(request.body)["data"]["state"] == state:
            return request.at
    return None


def test_it_is_released_in_time(own_valkey: Valkey, site: Channel, receiver: Receiver) -> None:
    with Worker("newswire.publisher", own_valkey.url):
        for seconds in (4, 13):  # before the beat next looks, and long after
            page = tree.draft(f"Held {seconds}")
            end = timezone.now() + timedelta(seconds=seconds)
            embargo.place(page.pk, end, ahead=True)
            receiver.requests.clear()
            page.get_latest_revision().publish()
            until(lambda: arrived(receiver, "embargoed") or arrived(receiver, "live"))
            late = until(lambda: arrived(receiver, "live")) - end.timestamp()
            assert 0 <= late < BEFORE_THE_NEXT_LOOK, late
            print(f"released {late:.2f} s after its time")
        assert arrived(receiver, "embargoed"), "13 seconds ahead; of 4 a busy machine may take all"


def test_a_worker_that_was_down_then_releases_it_when_it_is_back(
    own_valkey: Valkey, site: Channel, receiver: Receiver
) -> None:
    page = tree.draft("Held")
    end = timezone.now() + timedelta(seconds=1)
    embargo.place(page.pk, end)
    page.get_latest_revision().publish()
    time.sleep(2)
    own_valkey.stop()  # the broker has lost it as well
    own_valkey.start()
    with Worker("newswire.publisher", own_valkey.url):
        ready = time.time()
        late = until(lambda: arrived(receiver, "live")) - ready
    print(f"released {late:.2f} s after the worker was ready")
