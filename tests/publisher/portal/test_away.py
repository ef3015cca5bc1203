"""A site's developer opens the link while the database restarts."""

from pathlib import Path

import pytest
from django.test import Client
from services.receiver import Receiver
from support.factories import make_channel
from support.no_database import asks_again, here

from newswire.publisher.portal import tokens
from newswire.publisher.portal.views import HEADERS

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_developer_is_told_to_come_again_and_the_token_to_nobody(
    receiver: Receiver, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client, token = Client(), tokens.create(make_channel(receiver.url))
    start = f"/newswire/portal/{token}/"
    with here(tmp_path):
        for ask, path in (
            (client.get, ""),
            (client.get, "sendings/"),
            (client.get, "sendings/1/"),
            (client.post, "test/"),
        ):
            answer = ask(f"{start}{path}")
            line = asks_again(answer, caplog)
            assert "/portal/nwp_.../" in line and token not in line
            assert {name: answer[name] for name in HEADERS} == HEADERS
            assert answer["Content-Type"].startswith("text/html")
            assert f"in {answer['Retry-After']} seconds" in answer.content.decode()
            assert token not in answer.content.decode()
    assert client.get(start).status_code == 200
    assert not receiver.requests
