"""A feed or sitemap as an answer: an ETag over its bytes, 304 to who has them."""

import hashlib
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from newswire.cms.remembered import is_known, remembered

from .channel import Channel
from .entries import Entry, entries
from .json_feed import CONTENT_TYPE, json_feed
from .xml_feed import Atom, Rss, xml

Write = Callable[[Channel, list[Entry]], bytes]

KINDS: dict[str, tuple[str, Write]] = {
    "rss": (Rss.content_type, lambda channel, found: xml(Rss, channel, found)),
    "atom": (Atom.content_type, lambda channel, found: xml(Atom, channel, found)),
    "json": (CONTENT_TYPE, json_feed),
}


def feed(index: Any, request: HttpRequest) -> HttpResponse | None:
    """The feed that `?feed=rss`, `atom` or `json` asks for, `&text=full` with whole articles; else None."""
    content_type, write = KINDS.get(request.GET.get("feed", ""), ("", None))
    if write is None:
        return None

    def written() -> HttpResponse:
        found = entries(index, request, full=request.GET.get("text") == "full")
        channel = Channel.of(index, request)
        return _answer(write(channel, found), content_type, **_discovery(channel))

    answer = remembered(request, written)
    if is_known(request):  # who may see an index that is private
        answer["Cache-Control"] = "private, max-age=60"
    return unless_had(request, answer)


def _discovery(channel: Channel) -> dict[str, str]:
    """Where a subscriber finds the hub whatever the feed's format (W3C, WebSub, 4)."""
    links = [*((hub, "hub") for hub in channel.hubs), (channel.feed_url, "self")]
    return {"Link": ", ".join(f'<{url}>; rel="{rel}"' for url, rel in links)} if channel.hubs else {}


def conditional(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    return unless_had(request, _answer(content, content_type))


def _answer(content: bytes, content_type: str, **more: str) -> HttpResponse:
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=60", **more}
    return HttpResponse(content, content_type=content_type, headers=headers)


def unless_had(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    return cast(HttpResponse, get_conditional_response(request, etag=answer["ETag"], response=answer))
