"""Channels of a kind or a format that nobody here knows any more."""

import pytest
from services import tree

from newswire.publisher import channels
from newswire.publisher.doctor import channels as examination
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_kind_and_a_format_that_are_no_longer_installed() -> None:
    tree.home()
    channel, _ = channels.create("Partner", "https://partner.org/hook")
    channels.start(channel)
    Channel.objects.update(transport="pigeon", format="morse")
    words = {each.words for each in examination.examine()}
    assert "Channel Partner: there is no kind “pigeon” here, so nothing is sent to it." in words
    assert "Channel Partner: there is no format “morse” here, so what it gets is told to nobody." in words
    assert not any("Channel Partner is on" in one for one in words)
