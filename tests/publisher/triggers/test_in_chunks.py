"""A body that comes in chunks, without its length, as HTTP libraries send what they are given as a stream."""

import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer
from services import tree

from newswire.publisher import signing
from newswire.publisher.models import Trigger, TriggerCall

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_told_to_come_with_its_length(trigger: tuple[Trigger, str], live_server: LiveServer) -> None:
    """WSGI gives none of it to Django: signed rightly, it was told that its signature is bad."""
    body = json.dumps({"action": "publish", "page": {"id": tree.draft().pk}}).encode()
    now = int(time.time())
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(now),
        "webhook-signature": signing.sign([signing.SigningKey.parse(trigger[1])], "msg_1", now, body),
    }
    server = HTTPConnection(urlsplit(live_server.url).netloc, timeout=30)
    server.request("POST", "/newswire/hooks/vendor/", iter([body]), headers, encode_chunked=True)
    answer = server.getresponse()
    found = json.loads(answer.read())
    server.close()
    assert (answer.status, found["error"]) == (411, "no_length"), found
    assert TriggerCall.objects.get().status == 411
