"""A site that pulls while the database restarts."""

from pathlib import Path

import pytest
from django.test import Client
from support.factories import make_channel
from support.no_database import here, is_away

from newswire.publisher.feed import tokens

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = "/newswire/v1/keys/00000000-0000-4000-8000-000000000000"
FEED = ("/newswire/v1/changes", "/newswire/v1/state", KEYS)


def test_a_site_that_pulls_is_told_to_ask_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(
        headers={"authorization": f"Bearer {tokens.create(make_channel('https://site.example/in'))}"}
    )
    with here(tmp_path):
        for address in FEED:
            is_away(client.get(address), caplog)
    assert client.get(FEED[0]).status_code == 200
