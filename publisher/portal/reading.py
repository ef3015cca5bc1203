"""What a channel's developers see of it. Each function asks for the rows of one channel alone."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from newswire.publisher import secrets
from newswire.publisher.deliver.words import explain
from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.feed import cursor, state
from newswire.publisher.models import Attempt, Channel, ChannelSecret, Copy, Delivery, Payload, Publication

SHOWN = 100
TEST = "channel.test"
PRINT = 12  # hex digits of a secret's fingerprint
LONGEST_BODY = 500_000  # characters shown


@dataclass(frozen=True)
class Secret:
    """`print` is the start of the SHA-256 of the secret as it is given to a receiver."""

    kind: str
    print: str
    made: datetime
    until: datetime | None  # it signs beside the current one; None: it is the current one
    public: str


@dataclass(frozen=True)
class Pull:
    """How far the feed goes now."""

    live: int
    sequence: int
    cursor: str  # of who has read all of it


def secrets_of(channel: Channel) -> list[Secret]:
    now = timezone.now()
    rows = ChannelSecret.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), channel=channel)
    return [_secret(row) for row in rows.order_by("-created_at", "-pk")]


def _secret(row: ChannelSecret) -> Secret:
    try:
        digest = hashlib.sha256(secrets.unseal(row.key_id, row.sealed).encode()).hexdigest()[:PRINT]
    except secrets.SecretError:
        digest = ""
    return Secret(row.kind, digest, row.created_at, row.expires_at, row.public)


def last_test(channel: Channel) -> tuple[Attempt, str] | None:
    """The attempt, and in words what went wrong; empty where it worked."""
    rows = Attempt.objects.filter(channel=channel, delivery__event__type=TEST)
    attempt = rows.select_related("delivery").order_by("-started_at").first()
    return (attempt, words(attempt.error)) if attempt else None


def words(error: str) -> str:
    return str(explain(error).what) if error else ""


def deliveries(channel: Channel) -> list[Delivery]:
    """The newest, without their bodies: two of a hundred are looked at."""
    rows = Delivery.objects.filter(channel=channel).select_related("event").order_by("-pk")
    return list(rows[:SHOWN])


def delivery(channel: Channel, number: int) -> Delivery | None:
    """One of those that the list shows; None for an older one, and for any of another channel."""
    rows = Delivery.objects.filter(channel=channel)
    oldest = rows.order_by("-pk").values_list("pk", flat=True)[SHOWN - 1 : SHOWN].first() or 0
    return rows.filter(pk=number, pk__gte=oldest).select_related("event").first()


def is_withdrawn(delivery: Delivery) -> bool:
    """Was this a page that the channel was told since to hold no longer? Then its text is for nobody."""
    if delivery.withdrawal or delivery.publication_id is None:
        return False
    told = Copy.objects.filter(channel=delivery.channel_id, publication=delivery.publication_id)
    return told.filter(announced_state=Publication.State.GONE).exists()


def body(delivery: Delivery) -> str:
    """Readable: JSON with line breaks that it was not sent with; empty where it is kept no longer."""
    payload = Payload.objects.filter(pk=delivery.payload_id).first()
    if payload is None:
        return ""
    text = unpacked(payload).decode(errors="replace")
    if "json" in payload.content_type:
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=2)
    return text[:LONGEST_BODY]


def attempts(delivery: Delivery) -> list[tuple[Attempt, str]]:
    return [(one, words(one.error)) for one in delivery.tries.order_by("-number")[:20]]


def pull(channel: Channel) -> Pull:
    live = Copy.objects.filter(channel=channel, announced_state="live", announced_sequence__gt=0)
    last = state.last_sequence(channel)
    end = cursor.write(last, cursor.fingerprint(channel, {}), cursor.counter().epoch)
    return Pull(live.count(), last, end)
