"""WebSub: tells a hub which feeds have news (W3C Recommendation of 2018, 7). docs/transports/websub.md."""

from collections.abc import Iterator
from typing import ClassVar
from urllib.parse import urlencode

from newswire.publisher import conf
from newswire.publisher.deliver import http
from newswire.publisher.profiles import cloudevents

from . import statuses
from .base import Batch, Message, Outcome, Request, RequestError, Verdict

FEEDS = ("rss", "atom", "json")


class WebSub:
    name: ClassVar[str] = "websub"
    supports_withdrawal: ClassVar[bool] = True
    supports_order_every: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    backfills: ClassVar[bool] = False
    changes: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[int] = 200

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        """One ping for all: a hub fetches each feed once, whatever the number of articles."""
        if not batch.seconds_left:
            return
        feeds = dict.fromkeys(feed for message in batch.messages for feed in _feeds(message))
        verdict = _ping(batch.destination.address, list(feeds)) if feeds else Verdict(Outcome.DELIVERED)
        yield from ((message, verdict) for message in batch.messages)


def listed(text: str) -> list[str]:
    """The addresses that a channel's form names, one in a line."""
    return list(dict.fromkeys(text.split()))


def _feeds(message: Message) -> list[str]:
    """Those that the channel names, else those of the list of all news that the article belongs to."""
    envelope, data = cloudevents.read(message.body)
    if named := listed(message.destination.options.get("feeds", "")):
        return named
    if envelope.type == "newswire.channel.test.v1":
        return [envelope.source]
    index = data.get("allNews", {}).get("url", "")
    kinds = [f"{index}?feed={kind}" for kind in FEEDS] if index else []
    return [*kinds, *(f"{feed}&text=full" for feed in kinds)]


def _ping(hub: str, feeds: list[str]) -> Verdict:
    """`hub.url` once for each feed, as all hubs in use take it."""
    form = urlencode([("hub.mode", "publish"), *(("hub.url", feed) for feed in feeds)])
    request = Request(hub, {"content-type": "application/x-www-form-urlencoded"}, form.encode())
    try:
        return statuses.verdict(http.post(request, conf.get().deadline))
    except RequestError as error:
        return Verdict(Outcome.RETRY_BRIEFLY, error.kind, error.detail)
