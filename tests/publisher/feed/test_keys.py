"""The public keys of a channel: anybody fetches them, and what is sent verifies with them."""

import base64
import contextlib
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client
from django.utils import timezone
from services.receiver import Received, Receiver
from support.factories import announce, make_channel, make_publication

from newswire.publisher import deliver, secrets
from newswire.publisher.models import Channel

pytestmark = pytest.mark.django_db(transaction=True)


def served(channel: Channel) -> list[dict[str, str | None]]:
    answer = Client().get(f"/newswire/v1/keys/{channel.uuid}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, max-age=300")
    found: list[dict[str, str | None]] = answer.json()["keys"]
    return found


def verifies(request: Received, key: str) -> bool:
    """Does one of its v1a signatures, judged by `cryptography` alone?"""
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key.removeprefix("whpk_")))
    head = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
    for token in request.headers["webhook-signature"].split(" "):
        scheme, _, signature = token.partition(",")
        if scheme != "v1a":
            continue
        with contextlib.suppress(InvalidSignature):  # of another key
            public.verify(base64.b64decode(signature), head.encode() + request.body)
            return True
    return False


def test_without_a_pair_there_are_none(receiver: Receiver) -> None:
    assert served(make_channel(receiver.url)) == []


def test_what_is_sent_verifies_with_what_is_served(receiver: Receiver) -> None:
    channel = make_channel(receiver.url)
    secrets.rotate(channel, "v1a")
    (key,) = served(channel)
    assert (key["scheme"], key["expiresAt"]) == ("v1a", None)
    announce(make_publication(), [channel])
    deliver.run()

    assert verifies(receiver.requests[0], str(key["key"]))
    assert not verifies(receiver.requests[0], secrets.new_ed25519()[1])
    assert receiver.requests[0].headers["webhook-signature"].startswith("v1,")


def test_a_replaced_pair_signs_and_is_served_until_its_day_is_over(receiver: Receiver) -> None:
    channel = make_channel(receiver.url)
    for _ in range(2):
        secrets.rotate(channel, "v1a")
    new, old = served(channel)
    assert new["expiresAt"] is None
    assert old["expiresAt"] is not None
    announce(make_publication(), [channel])
    deliver.run()
    assert verifies(receiver.requests[0], str(new["key"]))
    assert verifies(receiver.requests[0], str(old["key"]))

    channel.secrets.exclude(expires_at=None).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert served(channel) == [new]
    announce(make_publication(), [channel])
    deliver.run()
    assert not verifies(receiver.requests[1], str(old["key"]))


def test_a_channel_that_is_not_there(db: None) -> None:
    answer = Client().get(f"/newswire/v1/keys/{uuid4()}")
    assert (answer.status_code, answer.json()["error"]) == (410, "no_such_channel")
