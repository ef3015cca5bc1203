"""The bytes of events, as they are kept."""

import zlib

from newswire.publisher.models import Event, Payload

LEVEL = 3  # of zlib: written while others wait for the counter, and text gains little from more


def packed(event: Event, profile: str, content_type: str, body: bytes) -> Payload:
    """An unsaved payload of these bytes."""
    return Payload(
        event=event,
        profile=profile,
        size=len(body),
        content_type=content_type,
        packed=zlib.compress(body, LEVEL),
    )


def unpacked(payload: Payload) -> bytes:
    """The bytes as sent."""
    return zlib.decompress(payload.packed)
