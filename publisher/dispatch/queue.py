"""Queues what was announced for its channels: the last locks of a transaction that announced something."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection

from newswire.publisher import wake, writes
from newswire.publisher.deliver import handover, lanes
from newswire.publisher.models import Channel, Delivery, Event, Job, Payload, Priority, Publication

from .announce import Written


def queue(written: Sequence[Written]) -> None:
    """Who deletes a channel holds its lane, so it is either gone here, and nothing may be queued for it, or
    its deletion waits for us. Raises IntegrityError where one is gone.
    """
    written = [one for one in written if one.payload_of]
    channels = {channel.pk: channel for one in written for channel in one.payload_of}
    if not channels:
        return
    if connection.vendor == "postgresql":
        locked = handover.lock(channels)
        _refuse_deleted(channels, locked.lanes)
        for one in written:
            is_urgent = one.job is None and one.event.priority <= Priority.FRESH
            handover.queue(*_deliveries(one), locked if locked.is_awaited and is_urgent else None)
    else:
        for one in written:
            writes.insert_alike(*_deliveries(one))
        _refuse_deleted(channels, lanes.wake(channels))
    wake.sending_soon({channel.transport for channel in channels.values()})


def wake_lanes(channels: Iterable[Channel]) -> None:
    """The same where their deliveries were inserted already."""
    kinds = {channel.pk: channel.transport for channel in channels}
    _refuse_deleted(kinds, lanes.wake(kinds))
    wake.sending_soon(kinds.values())


def delivery(
    event: Event,
    channel: Channel,
    payload: Payload,
    epoch: str,
    at: datetime,
    job: Job | None = None,
    again: int = 0,
) -> Delivery:
    """An unsaved delivery that is due at once; one of a job goes after everything else."""
    return Delivery(
        event=event,
        channel=channel,
        publication_id=event.publication_id,
        payload=payload,
        job=job,
        epoch=epoch,
        round=again,
        version=event.version,
        withdrawal=event.state == Publication.State.GONE,
        priority=event.priority if job is None else Priority.BACKFILL,
        next_attempt_at=at,
        created_at=at,
    )


def _refuse_deleted(channel_ids: Iterable[int], count: int) -> None:
    wanted = list(channel_ids)
    if count < len(wanted) and Channel.objects.filter(pk__in=wanted).count() < len(wanted):
        raise IntegrityError("a channel was deleted meanwhile")


def _deliveries(one: Written) -> tuple[Delivery, dict[str, str], list[tuple[Any, ...]]]:
    """One of them, and wherein the others differ from it."""
    first, payload = next(iter(one.payload_of.items()))
    alike = delivery(one.event, first, payload, one.epoch, one.event.at, one.job)
    columns = {"channel_id": "bigint", "payload_id": "bigint"}
    values: list[tuple[Any, ...]] = [(channel.pk, said.pk) for channel, said in one.payload_of.items()]
    if one.since:
        columns["waiting_since"] = "timestamptz"
        values = [(*row, one.since.get(row[0])) for row in values]
    return alike, columns, values
