"""Rows as dispatch would leave them, for tests of what comes after it."""

import hashlib
import itertools
import json
import zlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from newswire.publisher import secrets
from newswire.publisher.deliver import lanes
from newswire.publisher.dispatch.announce import Written
from newswire.publisher.dispatch.queue import queue
from newswire.publisher.dispatch.supersede import supersede
from newswire.publisher.models import (
    Channel,
    Counter,
    Delivery,
    Event,
    Lane,
    Payload,
    Priority,
    Publication,
)

_numbers = itertools.count(1)


def make_channel(address: str, *, cap: int = 4, rate: int | None = None, **fields: Any) -> Channel:
    """A channel that is switched on, with its lane and an HMAC secret."""
    fields.setdefault("name", f"Site {next(_numbers)}")
    fields.setdefault("state", Channel.State.ACTIVE)
    channel = Channel.objects.create(address=address, **fields)
    # One that has done well of late: any other is sent one at a time.
    Lane.objects.create(channel=channel, cap=cap, rate_per_minute=rate, last_success_at=timezone.now())
    secrets.make_secret(channel)
    return channel


def make_publication(**fields: Any) -> Publication:
    fields.setdefault("page_id", next(_numbers))
    return Publication.objects.create(state=Publication.State.LIVE, **fields)


def announce(
    publication: Publication | None,
    channels: Iterable[Channel],
    *,
    gone: bool = False,
    priority: int = Priority.FRESH,
    body: bytes | None = None,
    **delivery: Any,
) -> list[Delivery]:
    """One event for these channels: version, sequence, payload, deliveries, lanes, in one transaction."""
    channels = list(channels)
    with transaction.atomic():
        event = _event(publication, gone, priority)
        payload = _payload(event, publication, body)
        deliveries = Delivery.objects.bulk_create(
            Delivery(
                event=event,
                channel=channel,
                publication=publication,
                payload=payload,
                epoch="e1",
                version=event.version,
                withdrawal=gone,
                priority=priority,
                **delivery,
            )
            for channel in channels
        )
        lanes.wake(channel.pk for channel in channels)
    return deliveries


def hand_over(publication: Publication, channels: Iterable[Channel], *, gone: bool = False) -> list[Delivery]:
    """The same as dispatch does it on PostgreSQL: handed over where somebody stays ready, else queued."""
    told = sorted(channels, key=lambda channel: channel.pk)
    with transaction.atomic():
        event = _event(publication, gone, Priority.FRESH)
        payload = _payload(event, publication, None)
        since = supersede(event, told, gone, event.at)
        written = Written(event, "e1", dict.fromkeys(told, payload), since, None)
        queue([written])
    return list(Delivery.objects.filter(event=event).order_by("pk"))


def _event(publication: Publication | None, gone: bool, priority: int) -> Event:
    Counter.objects.get_or_create(pk=1)  # a transactional test before this one has flushed it
    counter = Counter.objects.select_for_update().get()
    counter.sequence += 1
    counter.save(update_fields=["sequence"])
    version = 0
    if publication is not None:
        publication.version = version = publication.version + 1
        publication.state = Publication.State.GONE if gone else Publication.State.LIVE
        publication.save(update_fields=["version", "state"])
    return Event.objects.create(
        sequence=counter.sequence,
        type="article.unpublished" if gone else "article.updated",
        publication=publication,
        version=version,
        state=Publication.State.GONE if gone else Publication.State.LIVE,
        content_hash=hashlib.sha256(f"{publication and publication.pk}.{version}".encode()).hexdigest(),
        priority=priority,
        lang=publication.lang if publication else "",
    )


def _payload(event: Event, publication: Publication | None, body: bytes | None) -> Payload:
    if body is None:
        data = {
            "id": str(publication.uuid) if publication else "",
            "version": event.version,
            "state": event.state,
        }
        body = json.dumps({"sequence": event.sequence, "data": data}).encode()
    return Payload.objects.create(
        event=event,
        profile="cloudevents.full.omit",
        size=len(body),
        content_type="application/json",
        packed=zlib.compress(body),
    )
