"""IndexNow (indexnow.org): tells search engines which addresses changed. docs/transports/indexnow.md."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse

from newswire.publisher import conf
from newswire.publisher.deliver import http
from newswire.publisher.models import Channel
from newswire.publisher.profiles import cloudevents

from . import statuses
from .base import Batch, Destination, ErrorKind, Message, Outcome, Request, RequestError, Verdict

ENDPOINT = "https://api.indexnow.org/indexnow"
MOST_URLS = 10_000  # of one request, by the protocol


class IndexNow:
    name: ClassVar[str] = "indexnow"
    supports_withdrawal: ClassVar[bool] = True
    supports_order_every: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    backfills: ClassVar[bool] = False
    changes: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[int] = 500

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        """One request for each host, and each 10,000 addresses of it."""
        by_host: dict[str, list[tuple[Message, list[str]]]] = {}
        for message in batch.messages:
            urls = addresses(message.body)
            if urls:
                by_host.setdefault(urlsplit(urls[0]).netloc, []).append((message, urls))
            else:
                yield message, Verdict(Outcome.DELIVERED, detail="It has no address.")
        for host, told in by_host.items():
            if not batch.seconds_left:
                return
            mine = dict.fromkeys(url for _, urls in told for url in urls if urlsplit(url).netloc == host)
            verdict = _submit(batch.destination, host, list(mine))
            yield from ((message, verdict) for message, _ in told)


def addresses(body: bytes) -> list[str]:
    """Where a page stands or stood, its present address first: one that went is looked at as well."""
    envelope, data = cloudevents.read(body)
    if envelope.type == "newswire.channel.test.v1":
        return [envelope.source]
    return [url for url in (data.get("url"), *data.get("previousUrls", ())) if url]


def with_key(options: Mapping[str, Any]) -> dict[str, Any]:
    """What a channel's options need: a key of 8 to 128 letters, digits or dashes, by the protocol.

    No secret: everybody may read its file.
    """
    return {"key": secrets.token_hex(16), **options}


def key_file(request: HttpRequest, key: str) -> HttpResponse:
    """`/<key>.txt`: proves that who submits may change this site."""
    if not Channel.objects.filter(transport=IndexNow.name, options__key=key).exists():
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")


def _submit(destination: Destination, host: str, urls: Sequence[str]) -> Verdict:
    verdict = Verdict(Outcome.DELIVERED)
    for start in range(0, len(urls), MOST_URLS):
        part = urls[start : start + MOST_URLS]
        told = {"host": host, "key": destination.options.get("key", ""), "urlList": part}
        request = Request(
            destination.address,
            {"content-type": "application/json; charset=utf-8"},
            json.dumps(told, ensure_ascii=False).encode(),
        )
        try:
            verdict = statuses.verdict(http.post(request, conf.get().deadline))
        except RequestError as error:
            return Verdict(Outcome.RETRY_BRIEFLY, error.kind, error.detail)
        if verdict.outcome is Outcome.DISABLE:  # not for a search engine to say
            verdict = Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.NOT_FOUND)
        if verdict.outcome is not Outcome.DELIVERED:
            break
    return verdict
