"""Events without a publication: a test, and what operators are told. Each has one target channel."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from newswire.publisher import languages, profiles
from newswire.publisher.deliver import clock
from newswire.publisher.models import Channel, Delivery, Event, Payload, Priority, Publication
from newswire.publisher.profiles import Profile
from newswire.publisher.render.fields import moment

from .announce import envelope
from .payloads import packed
from .queue import delivery, wake_lanes
from .sequences import taken

RESERVED = "00000000-0000-0000-0000-000000000000"  # no publication has it: nothing to store


def channel_event(
    channel: Channel,
    type: str,
    *,
    reason: str = "",
    note: str = "",
    about: Channel | None = None,
    since: datetime | None = None,
) -> Delivery:
    """Queues an event for one channel, that of a test or one to an operators' channel.

    `type`: "channel.test" and its like. `about` and `since`, for operators: which channel is in
    trouble or out of it, and since when. It is a `gone` of a reserved uuid, so that the simplest
    receiver answers it with 2xx. Locks the counter: nobody who holds a lane may call it.
    """
    with transaction.atomic():
        sequences = taken()
        event = _event(channel, type, reason, note, sequences.next())
        payload = _payload(event, channel, about, since)
        payload.save()
        queued = delivery(event, channel, payload, sequences.epoch, clock.now())
        queued.save()
        wake_lanes([channel])
    return queued


def _event(channel: Channel, type: str, reason: str, note: str, sequence: int) -> Event:
    return Event.objects.create(
        sequence=sequence,
        type=type,
        channel=channel,
        version=sequence,  # grows with each, as every version does
        state=Publication.State.GONE,
        reason=reason,
        note=note,
        priority=Priority.TAKEDOWN if channel.state != Channel.State.ACTIVE else Priority.FRESH,
        at=timezone.now(),
    )


def _payload(event: Event, channel: Channel, about: Channel | None, since: datetime | None) -> Payload:
    lang = settings.LANGUAGE_CODE
    data: dict[str, Any] = {
        "id": RESERVED,
        "state": event.state,
        "version": event.version,
        "previousVersion": 0,
        "changed": [],
        "reason": {"kind": event.reason, "note": event.note},
        "type": event.type.rpartition(".")[2],
        "lang": lang,
        "dir": languages.direction(lang),
        "setId": RESERVED,
        "url": "",
        "previousUrls": [],
        **({"about": _about(about, since)} if about else {}),
    }
    profile = Profile.of(channel)
    body = profiles.wrap(profile, envelope(event, RESERVED), data)
    return packed(event, profile.name, profiles.get(profile.format).content_type, body)


def _about(channel: Channel, since: datetime | None) -> dict[str, str]:
    return {
        "channel": str(channel.uuid),
        "name": channel.name,
        "state": channel.state,
        "since": moment(since),
    }
