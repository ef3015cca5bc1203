"""The panel refreshes itself while something moves, and repeats no sentence."""

import re

import pytest
from django.test import Client
from services.receiver import Receiver

from newswire.publisher import deliver

from .reading import Make, fragment

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_refreshing_goes_on_while_something_moves_and_ends_after_two_minutes(
    channel: Make, published: Make, publisher: Client
) -> None:
    channel()
    page = published()
    assert "round=1&amp;" in fragment(publisher, page)
    assert "round=8&amp;" in fragment(publisher, page, round=7)
    ended = fragment(publisher, page, round=24)
    assert "w-session w-swap" not in ended and "No longer refreshed by itself." in ended
    assert "round=1&amp;" in fragment(publisher, page, round="x")


def test_a_sentence_is_said_again_only_when_it_has_changed(
    channel: Make, published: Make, publisher: Client, receiver: Receiver
) -> None:
    channel(receiver.url)
    page = published()
    said = re.search(r"said=(\w+)", fragment(publisher, page))
    assert said
    assert "w-teleport" not in fragment(publisher, page, round=1, said=said[1])
    deliver.run(5)
    assert "w-teleport" in fragment(publisher, page, round=2, said=said[1])
