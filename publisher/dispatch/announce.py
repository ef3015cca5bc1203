"""Writes one announcement: event, payloads, and what each channel was told last. Deliveries: queue.py.

Only within a transaction that holds the publication's row and the counter's.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from newswire.publisher import dependents, logs, profiles, render, tracing, transports, writes
from newswire.publisher.models import (
    Channel,
    Copy,
    Event,
    Job,
    Payload,
    Publication,
)
from newswire.publisher.profiles import Envelope, Profile, Unsayable

from .own_addresses import schemas_url, source
from .payloads import packed
from .sequences import Sequences
from .supersede import supersede

logger = logging.getLogger("newswire.dispatch")

RENEW_COPY = """ON CONFLICT (channel_id, publication_id) DO UPDATE SET
    announced_sequence = excluded.announced_sequence,
    announced_version = excluded.announced_version,
    announced_state = excluded.announced_state"""


@dataclass(frozen=True)
class Announcement:
    """What to announce, to whom. `data` is without its version; see `render.stamped`."""

    type: str  # "article.updated"
    state: str
    reason: str
    note: str
    data: Mapping[str, Any]
    content_hash: str
    recipients: Sequence[Channel]  # in the order of their ids
    changed: Sequence[str] = ()
    modified_at: datetime | None = None
    stands_for: Sequence[str] = ()
    channel: Channel | None = None  # set where the event is for that channel alone
    priority: int | None = None  # None: the publication's
    batch: Any = None
    job: Job | None = None

    @property
    def is_withdrawal(self) -> bool:
        return self.state == Publication.State.GONE


@dataclass(frozen=True)
class Written:
    """An announcement for which nothing is queued yet: see queue.py."""

    event: Event
    epoch: str
    payload_of: Mapping[Channel, Payload]  # in the order of the channels' ids
    since: Mapping[int, Any]  # by channel, since when what it replaces had waited, as the database has times
    job: Job | None


def write(publication: Publication, news: Announcement, sequences: Sequences, at: datetime) -> Written:
    """Announces as the next version and the next sequence; raises both on the objects given.

    A channel whose format cannot say it hears nothing, and keeps what it has: the publication's
    warnings say why. Raises Unsayable where the event is for that channel alone.
    """
    event = _event(publication, news, sequences.next(), at)
    data = render.stamped(
        news.data,
        version=event.version,
        previous_version=event.previous_version,
        changed=news.changed,
        reason={"kind": news.reason, "note": news.note},
        modified_at=news.modified_at,
    )
    payload_of = _payload_of(event, data, publication, news)
    news = replace(news, recipients=[one for one in news.recipients if one.id in payload_of])
    since = supersede(event, news.recipients, news.is_withdrawal, at)
    _note_copies(event, news)
    publication.version = event.version
    if not news.is_withdrawal:
        # An event for one channel leaves the others with what they were sent before.
        kept = publication.automatic if news.channel else ""
        publication.automatic = dependents.named_in(news.data, kept)
    logs.info(
        logger,
        f"announced {event.type}",
        publication=publication.pk,
        event=event.sequence,
        version=event.version,
        channels=len(news.recipients),
        traceparent=event.traceparent,
    )
    told = [channel for channel in news.recipients if sends(channel, news.is_withdrawal)]
    return Written(event, sequences.epoch, {one: payload_of[one.id] for one in told}, since, news.job)


def sends(channel: Channel, withdrawal: bool) -> bool:
    """Can the channel's kind say this at all? One that is not installed may come back: its queue waits."""
    if not withdrawal or channel.transport not in transports.names():
        return True
    return transports.get(channel.transport).supports_withdrawal


def envelope(event: Event, subject: str, stands_for: Sequence[str] = ()) -> Envelope:
    return Envelope(
        id=event.uuid,
        type=f"newswire.{event.type}.v1",
        source=source(),
        subject=subject,
        time=event.at,
        sequence=event.sequence,
        stands_for=stands_for,
        schemas=schemas_url(),
    )


def _event(publication: Publication, news: Announcement, sequence: int, at: datetime) -> Event:
    event = Event(
        sequence=sequence,
        type=news.type,
        publication=publication,
        channel=news.channel,
        version=publication.version + 1,
        previous_version=publication.version,
        state=news.state,
        reason=news.reason,
        note=news.note,
        changed=list(news.changed),
        content_hash=news.content_hash,
        priority=publication.priority if news.priority is None else news.priority,
        batch=news.batch,
        captured_at=publication.captured_at,
        traceparent=tracing.present() or publication.traceparent,
        at=at,
        lang=publication.lang,
        page_type=publication.page_type,
        tree_path=publication.tree_path,
        topics=publication.topics,
    )
    writes.insert(event)
    return event


def _payload_of(
    event: Event, data: Mapping[str, Any], publication: Publication, news: Announcement
) -> dict[int, Payload]:
    """By channel. One that cannot be told is missing, and `publication.render_warnings` say why."""
    profile_of = {channel.id: Profile.of(channel) for channel in news.recipients}
    told = dict.fromkeys(profile_of.values())
    wanted = dict.fromkeys(one for profile in told for one in (profile, profile.whole))
    payloads, refused = _payloads(event, data, news, wanted)
    if refused and news.channel is not None:
        raise refused[0]
    for one in (error.kept() for error in refused):
        if one not in publication.render_warnings:
            publication.render_warnings = [*publication.render_warnings, one]
    said = {one: payloads[one] for one in told if one in payloads and one.whole in payloads}
    return {key: said[profile] for key, profile in profile_of.items() if profile in said}


def _payloads(
    event: Event, data: Mapping[str, Any], news: Announcement, wanted: Iterable[Profile]
) -> tuple[dict[Profile, Payload], list[Unsayable]]:
    """One for each profile, and why others have none."""
    around = envelope(event, data["id"], news.stands_for)
    rows, refused = {}, []
    for profile in wanted:
        try:
            body = profiles.wrap(profile, around, data)
        except Unsayable as error:
            refused.append(error)
        else:
            payload = packed(event, profile.name, profiles.get(profile.format).content_type, body)
            writes.insert(payload)
            rows[profile] = payload
    return rows, refused


def _note_copies(event: Event, news: Announcement) -> None:
    """In the order of their channels, as pumps write them too."""
    alike = Copy(
        publication=event.publication,
        announced_sequence=event.sequence,
        announced_version=event.version,
        announced_state=event.state,
    )
    writes.insert_alike(alike, {"channel_id": "bigint"}, [(one.id,) for one in news.recipients], RENEW_COPY)
