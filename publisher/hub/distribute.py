"""Content distribution (7): the feed as it is now, signed with the subscriber's secret."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from newswire.publisher import conf, errands, secrets
from newswire.publisher.deliver import http
from newswire.publisher.dispatch import own_addresses
from newswire.publisher.models import HubSecret, HubSubscription
from newswire.publisher.transports.base import Answer, Request, RequestError

from .callbacks import Step

PAUSES = (10, 60, 300, 1800, 7200)  # seconds before each further try; then the next news is waited for
SECONDS = 10.0
GONE = 410  # "the subscription can be deleted" (7)


def begin(row: HubSubscription) -> Step:
    topic = row.topic
    body = bytes(topic.content)
    headers = {
        "content-type": topic.content_type,
        "link": f'<{own_addresses.hub_url()}>; rel="hub", <{topic.url}>; rel="self"',
        **_signature(row, body),
    }
    return Step(partial(_sent, Request(row.callback, headers, body)), partial(_judge, row))


def _sent(request: Request) -> Answer:
    try:
        return http.post(request, min(SECONDS, conf.get().deadline))
    except RequestError as error:
        return Answer(0, error=error.kind, detail=error.detail)


def _judge(row: HubSubscription, outcome: Callable[[], Answer]) -> None:
    answer = outcome()
    if 200 <= answer.status < 300:
        errands.close(row, row.State.DONE, "", version=row.topic.version)
    elif answer.status == GONE:
        errands.held(row).delete()
    else:
        _again(row, f"status {answer.status}" if answer.status else f"{answer.error}: {answer.detail}")


def _signature(row: HubSubscription, body: bytes) -> dict[str, str]:
    """By SHA-256: SHA-1 is still allowed, and no longer advisable (8.1)."""
    known = row.secrets.filter(kind=HubSecret.Kind.HMAC).first()
    if known is None:
        return {}
    secret = secrets.unseal(known.key_id, known.sealed)
    return {"x-hub-signature": f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"}


def _again(row: HubSubscription, reason: str) -> None:
    if row.tries <= len(PAUSES):
        errands.put_off(row, timedelta(seconds=PAUSES[row.tries - 1]), reason)
    else:
        errands.close(row, row.State.FAILED, reason, version=row.topic.version)
