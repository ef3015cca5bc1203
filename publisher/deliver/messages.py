"""Turns claimed deliveries into messages: the channel's facts, its opened secrets, the body."""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

import json
import logging
import time
import zlib
from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from newswire.publisher import rows, secrets
from newswire.publisher.models.deliveries import webhook_id
from newswire.publisher.signing import SigningKey
from newswire.publisher.transports.base import Destination, ErrorKind, Message, RequestError

from .pick import Claimed

logger = logging.getLogger("newswire.deliver")

# Bodies kept unpacked between attempts, in bytes: a fan-out needs one, a busy hour a few.
CACHE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Body:
    """A payload unpacked, with what the copy and the headers need of its event."""

    body: bytes
    content_type: str
    event_state: str
    content_hash: str
    traceparent: str


class Key(NamedTuple):
    """Of a body that is kept. After a restore of the database its ids are given once more, to others: a
    worker that lives on would else send what is no longer there, signed, to whom it was not meant for."""

    epoch: str
    event_id: int
    payload_id: int


def key_of(one: Claimed) -> Key:
    return Key(one.epoch, one.event_id, one.payload_id)


class Bodies:
    """Payloads unpacked once, the last used kept, up to CACHE_BYTES."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Body] = OrderedDict()
        self._size = 0

    def of(self, claimed: Sequence[Claimed]) -> dict[Key, Body]:
        """By `key_of`. What was pruned, or cannot be unpacked, is missing."""
        wanted = set(map(key_of, claimed))
        found = {key: self._kept[key] for key in wanted if key in self._kept}
        missing = {key.payload_id: key for key in wanted - found.keys()}
        for payload_id, body in _load(missing):
            found[missing[payload_id]] = body
            self._keep(missing[payload_id], body)
        for key in found.keys() & self._kept.keys():
            self._kept.move_to_end(key)
        return found

    def _keep(self, key: Key, body: Body) -> None:
        self._kept[key] = body
        self._size += len(body.body)
        while self._size > CACHE_BYTES and self._kept:
            _, dropped = self._kept.popitem(last=False)
            self._size -= len(dropped.body)


def _load(ids: Collection[int]) -> Iterable[tuple[int, Body]]:
    if not ids:
        return
    among, parameters = rows.among("payload.id", ids)
    found = rows.execute(
        f"""SELECT payload.id, payload.packed, payload.content_type, event.state, event.content_hash,
            event.traceparent
        FROM newswire_publisher_payload AS payload
        JOIN newswire_publisher_event AS event ON event.sequence = payload.event_id WHERE {among}""",
        parameters,
        keep_plan=len(ids) == 1,
    )
    for key, packed, *facts in found:
        try:
            yield key, Body(zlib.decompress(packed), *facts)
        except zlib.error:
            logger.warning("payload=%s cannot be unpacked", key)


def destinations(channel_ids: Iterable[int], now: datetime) -> dict[int, Destination]:
    """Channels as they stand now, with the secrets that are valid now, newest first."""
    wanted = set(channel_ids)
    among, parameters = rows.among("channel.id", wanted)
    found = rows.execute(
        f"""SELECT channel.id, channel.name, channel.transport, channel.address, channel.options,
            secret.key_id, secret.sealed
        FROM newswire_publisher_channel AS channel
        LEFT JOIN newswire_publisher_channelsecret AS secret ON secret.channel_id = channel.id
            AND secret.kind <> 'url' AND (secret.expires_at IS NULL OR secret.expires_at > %s)
        WHERE {among} ORDER BY secret.created_at DESC, secret.id DESC""",
        [rows.value(now), *parameters],
        keep_plan=len(wanted) == 1,
    )
    sealed: dict[int, list[tuple[str, bytes]]] = {}
    facts = {}
    for channel_id, name, transport, address, options, key_id, secret in found:
        facts[channel_id] = (channel_id, name, transport, address, _options(options))
        if key_id is not None:
            sealed.setdefault(channel_id, []).append((key_id, bytes(secret)))
    return {key: Destination(*facts[key], _keys(key, sealed.get(key, []))) for key in facts}


def _options(stored: str) -> dict[str, Any]:
    """A JSON column as raw SQL gives it: Django leaves it to the field to read the text."""
    return json.loads(stored) if stored != "{}" else {}


def _keys(channel_id: int, sealed: list[tuple[str, bytes]]) -> tuple[SigningKey, ...]:
    """None where one cannot be opened: a receiver that knows only that one would refuse all others."""
    try:
        return tuple(_opened(*one) for one in sealed)
    except (secrets.SecretError, ValueError) as error:
        logger.error("channel=%s secret cannot be opened: %s", channel_id, error)
        return ()


@lru_cache(maxsize=4096)
def _opened(key_id: str, sealed: bytes) -> SigningKey:
    return SigningKey.parse(secrets.unseal(key_id, sealed))


def message(one: Claimed, destination: Destination, body: Body | None, traceparent: str = "") -> Message:
    """Raises RequestError where the body is no longer kept."""
    if body is None:
        raise RequestError(ErrorKind.PAYLOAD, "The body is no longer kept; send the page again.")
    return Message(
        delivery_id=one.id,
        webhook_id=webhook_id(one.epoch, one.id),
        destination=destination,
        body=body.body,
        content_type=body.content_type,
        sequence=one.event_id,
        version=one.version,
        attempt=one.attempt,
        timestamp=int(time.time()),
        traceparent=traceparent,
    )
