"""Subscriptions: leases within limits, secrets sealed, a list for the newsroom."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from services.receiver import Receiver, Reply

from newswire.publisher import secrets
from newswire.publisher.hub import ask, run
from newswire.publisher.models import HubSecret, HubSubscription

from .asking import FEED, SECRET, again_at_once, post, query, subscribed, willing

pytestmark = pytest.mark.django_db


def test_a_renewal_counts_from_its_confirmation(receiver: Receiver, write: Any) -> None:
    row = subscribed(receiver, lease_seconds="3600")
    again_at_once()
    assert post(callback=receiver.url, secret="another", lease_seconds="7200").status_code == 202
    receiver.answer = lambda request: Reply(404 if query(request) else 200)
    run.act(5)
    write("Breaking")
    run.act(5)
    sent = receiver.requests[-1]
    old = hmac.new(SECRET.encode(), sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["x-hub-signature"] == f"sha256={old}"
    receiver.answer = willing
    again_at_once()
    post(callback=receiver.url, secret="another", lease_seconds="7200")
    run.act(5)
    row.refresh_from_db()
    assert row.expires_at > timezone.now() + timedelta(minutes=100)
    (kept,) = row.secrets.all()
    assert secrets.unseal(kept.key_id, kept.sealed) == "another"


def test_a_lease_ends(receiver: Receiver, write: Any) -> None:
    subscribed(receiver)
    again_at_once(expires_at=timezone.now() - timedelta(seconds=1))
    write("Breaking")
    run.act(5)
    assert receiver.requests == []
    assert not HubSubscription.objects.exists()


def test_a_lease_is_kept_within_limits(receiver: Receiver) -> None:
    for asked, given in (("1", ask.SHORTEST), ("9" * 40, ask.LONGEST)):
        HubSubscription.objects.all().delete()
        receiver.requests.clear()
        post(callback=receiver.url, lease_seconds=asked)
        run.act(5)
        assert query(receiver.requests[0])["hub.lease_seconds"] == str(given)


def test_a_secret_is_sealed(receiver: Receiver) -> None:
    row = subscribed(receiver)
    (kept,) = row.secrets.all()
    assert SECRET.encode() not in bytes(kept.sealed)
    assert secrets.rewrap(HubSecret, dry_run=True) == 0


def test_subscriptions_are_listed_and_can_be_ended(receiver: Receiver, admin: Client) -> None:
    row = subscribed(receiver)
    listed = admin.get("/admin/newswire/subscriptions/").content.decode()
    assert receiver.url in listed
    assert FEED.replace("&", "&amp;") in listed
    assert SECRET not in listed
    admin.post(f"/admin/newswire/subscriptions/delete/{row.pk}/")
    assert not HubSubscription.objects.exists()
