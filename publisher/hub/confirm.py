"""Verification of intent: the callback itself says that it wants, or no longer wants, a feed (5.3)."""

import hmac
import secrets as tokens
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from django.db import transaction
from django.utils import timezone

from newswire.publisher import errands, fetch
from newswire.publisher.models import HubSecret, HubSubscription

from . import topics
from .callbacks import Step

SECONDS = 8
PAUSES = (10, 60, 300)  # seconds before each further try, where there was no answer
MOST = 4096  # bytes of an answer: the challenge is shorter


def begin(row: HubSubscription) -> Step:
    if row.asked == HubSubscription.Asked.SUBSCRIBE and not topics.read(row.topic):
        return _denial(row)
    challenge = tokens.token_urlsafe(32)
    asked = {"hub.mode": row.asked, "hub.topic": row.topic.url, "hub.challenge": challenge}
    if row.asked == HubSubscription.Asked.SUBSCRIBE:
        asked["hub.lease_seconds"] = str(row.asked_seconds)
    return Step(partial(_get, row, asked), partial(_judge, row, challenge))


def _judge(row: HubSubscription, challenge: str, outcome: Callable[[], tuple[int, bytes]]) -> None:
    try:
        status, body = outcome()
    except fetch.NotFetched as error:
        _unanswered(row, error)
        return
    if 200 <= status < 300 and hmac.compare_digest(body, challenge.encode()):
        _confirmed(row)
    else:
        _drop(row, f"The callback did not confirm it: status {status}.")


def _denial(row: HubSubscription) -> Step:
    """Told once (5.2); a callback that does not listen has lost nothing."""
    reason = "This is no feed of ours that names this hub."
    asked = {"hub.mode": "denied", "hub.topic": row.topic.url, "hub.reason": reason}
    return Step(partial(_get, row, asked), lambda outcome: _drop(row, reason, for_good=True))


def _confirmed(row: HubSubscription) -> None:
    with transaction.atomic():
        held = errands.held(row).select_for_update().first()
        if held is None:
            return  # asked for anew meanwhile
        if row.asked == HubSubscription.Asked.UNSUBSCRIBE:
            held.delete()
            return
        row.secrets.filter(kind=HubSecret.Kind.HMAC).delete()
        row.secrets.filter(kind=HubSecret.ASKED).update(kind=HubSecret.Kind.HMAC)
        until = timezone.now() + timedelta(seconds=row.asked_seconds)
        # What the feed says now the subscriber has fetched itself; a renewal may be behind.
        version = row.version if row.holds else row.topic.version
        errands.close(row, row.State.DONE, "", asked="", expires_at=until, version=version)


def _unanswered(row: HubSubscription, error: fetch.NotFetched) -> None:
    if error.again and row.tries <= len(PAUSES):
        errands.put_off(row, timedelta(seconds=PAUSES[row.tries - 1]), str(error))
    else:
        _drop(row, str(error))


def _drop(row: HubSubscription, reason: str, for_good: bool = False) -> None:
    """Forgets what was asked for; what held before goes on, unless its feed is none any more."""
    if row.holds and not for_good:
        errands.close(row, row.State.DONE, reason, asked="")
    else:
        errands.held(row).delete()


def _get(row: HubSubscription, asked: dict[str, str]) -> tuple[int, bytes]:
    joint = "&" if "?" in row.callback else "?"
    return fetch.get(f"{row.callback}{joint}{urlencode(asked)}", SECONDS, MOST)
