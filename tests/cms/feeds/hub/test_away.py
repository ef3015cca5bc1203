"""Somebody asks the hub while the database restarts."""

from pathlib import Path

import pytest
from support.no_database import asks_again, here

from newswire.publisher.models import HubSubscription

from .asking import FEED, post

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_subscriber_is_told_in_words_to_ask_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with here(tmp_path):
        for mode in ("subscribe", "unsubscribe", "publish"):
            answer = post(mode, url=FEED)
            asks_again(answer, caplog)
            assert answer["Content-Type"].startswith("text/plain")
            assert answer.content.decode().endswith(".\n")
    assert not HubSubscription.objects.exists()
    assert post().status_code == 202
