"""Any body and any headers, signed or not: 2xx, or 4xx with a reason, and never an error of ours."""

import json
import logging
import time
import uuid
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from services import tree

from newswire.publisher import signing
from newswire.publisher.models import Publication, Trigger, TriggerCall
from newswire.publisher.triggers import run
from newswire.publisher.triggers.actions import ACTIONS
from newswire.publisher.triggers.create import create

from .strategies import EXAMPLES, JSON, TEXT, encoded

pytestmark = pytest.mark.django_db(transaction=True)

HOOK = "/newswire/hooks/vendor/"
PAGES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("id", "uuid", "url", "translationKey", "language"), JSON)
) | st.sampled_from(
    [
        {"id": 2**63 - 1},
        {"id": 1},
        {"uuid": "0" * 32},
        {"url": "http://[::1"},
        {"url": "http://news.example.org:99999/"},
        {"url": "//\\..%00/"},
        {"url": "http://news.example.org/en/\ud800"},
        {"translationKey": "x", "language": "fr"},
        {"translationKey": str(uuid.UUID(int=0)), "language": "\ud800"},
        {"uuid": "\ud800"},
        {"url": "http://\ud800/"},
        {"translationKey": str(uuid.UUID(int=0)), "language": "\x01"},
    ]
)
CALLS = st.fixed_dictionaries(
    {},
    optional={"action": st.sampled_from([*ACTIONS]) | JSON, "page": PAGES | JSON, "at": JSON, "more": JSON},
)
BODIES = st.binary(max_size=400) | CALLS.map(encoded) | JSON.map(encoded) | st.just(b" " * 20_000)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["webhook-id", "webhook-timestamp", "webhook-signature", "content-type", "content-length"]
    ),
    st.text(st.characters(max_codepoint=255), max_size=80)
    | st.sampled_from(["v1,", "v1a,x", "9" * 300, "-1"]),
)


@pytest.fixture
def vendor() -> tuple[Trigger, str]:
    tree.home()
    return create("vendor", "Vendor", list(ACTIONS), per_minute=100_000)


def answered(body: bytes, headers: dict[str, str]) -> Any:
    kind = headers.pop("content-type", "application/json")
    headers.pop("content-length", None)
    answer = Client(raise_request_exception=True).post(HOOK, body, content_type=kind, headers=headers)
    found = json.loads(answer.content)
    assert answer.status_code == 202 or 400 <= answer.status_code < 500
    assert ("job" in found) == (answer.status_code == 202)
    assert answer.status_code == 202 or (found["error"] and found["reason"].endswith("."))
    return answer


def signed(body: bytes, secret: str, webhook_id: str) -> dict[str, str]:
    now = int(time.time())
    signature = signing.sign([signing.SigningKey.parse(secret)], webhook_id, now, body)
    return {"webhook-id": webhook_id, "webhook-timestamp": str(now), "webhook-signature": signature}


def test_signed_bodies(vendor: tuple[Trigger, str], caplog: pytest.LogCaptureFixture) -> None:
    page = tree.live()
    before = Publication.objects.get(page_id=page.pk).generation
    caplog.set_level(logging.DEBUG)

    @EXAMPLES
    @given(BODIES)
    def call(body: bytes) -> None:
        webhook_id = f"msg_{uuid.uuid4().hex}"
        accepted = answered(body, signed(body, vendor[1], webhook_id)).status_code == 202
        assert TriggerCall.objects.filter(webhook_id=webhook_id, state="waiting").exists() == accepted

    call()
    run.act(2)
    assert not TriggerCall.objects.filter(state="waiting", tries__gt=0).exists()
    assert Publication.objects.get(page_id=page.pk).generation == before
    assert_no_secret(vendor[1], caplog)


def test_any_headers(vendor: tuple[Trigger, str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    @EXAMPLES
    @given(st.binary(max_size=50), HEADERS)
    def call(body: bytes, headers: dict[str, str]) -> None:
        assert answered(body, headers).status_code in (400, 401, 413)

    call()
    assert not TriggerCall.objects.exclude(state="refused").exists()
    assert_no_secret(vendor[1], caplog)


@EXAMPLES
@given(page=PAGES, action=st.sampled_from([*ACTIONS]))
def test_any_page_of_a_good_call(vendor: tuple[Trigger, str], page: dict[str, Any], action: str) -> None:
    body = encoded({"action": action, "page": page})
    answered(body, signed(body, vendor[1], f"msg_{uuid.uuid4().hex}"))


@EXAMPLES
@given(webhook_id=TEXT.filter(lambda text: text.isascii() and text.isprintable()))
def test_any_id_of_a_good_call(webhook_id: str) -> None:
    """Accepted or refused; said twice, it is one job."""
    Trigger.objects.filter(slug="vendor").delete()
    tree.home()
    _, secret = create("vendor", "Vendor", ["publish"])
    body = encoded({"action": "publish", "page": {"id": tree.home().pk}})
    answers = [answered(body, signed(body, secret, webhook_id)) for _ in range(2)]
    assert len({answer.status_code for answer in answers}) == 1
    assert TriggerCall.objects.filter(state="waiting").count() == (answers[0].status_code == 202)


def assert_no_secret(secret: str, caplog: pytest.LogCaptureFixture) -> None:
    said = caplog.text + str(list(TriggerCall.objects.values()))
    assert secret not in said and secret.removeprefix("whsec_") not in said
