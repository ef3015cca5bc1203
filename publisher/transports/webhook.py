"""Webhook: a signed POST as Standard Webhooks has it. The wire is docs/transports/webhook.md."""

import json
from typing import ClassVar

from newswire.publisher import signing
from newswire.publisher.addresses import public_url

from . import statuses
from .base import Answer, ErrorKind, Message, Outcome, Request, RequestError, Verdict

# Longest address of a copy that we keep, in characters: the width of its column.
MAX_URL = 2000
USER_AGENT = "Newswire/1 (+https://www.standardwebhooks.com)"


class Webhook:
    name: ClassVar[str] = "webhook"
    supports_withdrawal: ClassVar[bool] = True
    supports_order_every: ClassVar[bool] = True
    signs: ClassVar[bool] = True
    backfills: ClassVar[bool] = True
    changes: ClassVar[tuple[str, ...]] = ()

    def request(self, message: Message) -> Request:
        keys = message.destination.keys
        if not keys:
            raise RequestError(ErrorKind.SECRET, "The channel has no secret.")
        headers = {
            "content-type": _content_type(message),
            "webhook-id": message.webhook_id,
            "webhook-timestamp": str(message.timestamp),
            "webhook-signature": signing.sign(keys, message.webhook_id, message.timestamp, message.body),
            "newswire-sequence": str(message.sequence),
            "newswire-version": str(message.version),
            "user-agent": USER_AGENT,
        }
        if message.traceparent:
            headers["traceparent"] = message.traceparent
        return Request(message.destination.address, headers, message.body)

    def verdict(self, answer: Answer) -> Verdict:
        verdict = statuses.verdict(answer)
        if verdict.outcome is not Outcome.DELIVERED or not answer.body:
            return verdict
        return Verdict(Outcome.DELIVERED, detail=verdict.detail, url=answered_url(answer.body))


def _content_type(message: Message) -> str:
    """The channel's own choice holds for JSON alone: HTML and text are what they are."""
    chosen = message.destination.options.get("content_type", "")
    return chosen if chosen and message.content_type == "application/json" else message.content_type


def answered_url(body: bytes) -> str:
    """The address in an answer's `{"url": "https://..."}`; empty where it has none that can be shown."""
    if body.lstrip()[:1] != b"{":
        return ""
    try:
        found = json.loads(body).get("url")
    except (ValueError, RecursionError):
        return ""
    return public_url(found, MAX_URL) if isinstance(found, str) else ""
