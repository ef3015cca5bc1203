import pytest
from services import tree
from services.receiver import Receiver

from newswire.publisher import channels
from newswire.publisher.models import Channel


@pytest.fixture
def channel(receiver: Receiver) -> Channel:
    """A site that is switched on and wants the host's pages."""
    tree.home()
    channel, _ = channels.create("Partner", receiver.url, page_types=["host.hostpage"])
    channels.start(channel)
    return channel
