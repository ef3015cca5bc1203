"""Chat and social networks: a notice of each article, once, through Apprise. docs/transports/chat.md.

A service's address holds its password. It is sealed like a secret, and never shown again.
"""

import logging
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, ClassVar

from newswire.publisher import addresses, secrets
from newswire.publisher.models import ChannelSecret

from .base import Batch, Destination, ErrorKind, Message, Outcome, Verdict
from .notice import Notice

# Its lines hold addresses, tokens and texts; what became of a notice we say ourselves.
logging.getLogger("apprise").setLevel(logging.CRITICAL)

# These act on the machine of the worker itself.
LOCAL = frozenset({"dbus", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"})
ELLIPSIS = "…"


class Chat:
    name: ClassVar[str] = "chat"
    supports_withdrawal: ClassVar[bool] = False
    supports_order_every: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    backfills: ClassVar[bool] = False
    changes: ClassVar[tuple[str, ...]] = ("published",)
    at_once: ClassVar[int] = 4  # one after the other: services take a few seconds each at worst

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        service, refusal = _opened(batch.destination)
        for message in batch.messages:
            if not batch.seconds_left:
                return
            yield message, refusal or _say(Notice.of(message.body), service)


def seal_address(channel: Any, url: str) -> None:
    """Keeps a service's address, in place of the one before."""
    key_id, sealed = secrets.seal(url)
    ChannelSecret.objects.update_or_create(
        channel=channel,
        kind=ChannelSecret.SERVICE,
        expires_at=None,
        defaults={"key_id": key_id, "sealed": sealed},
    )


def service_of(url: str) -> Any | None:
    """Apprise's object for an address that it knows and that does not act on this machine; else None."""
    import apprise  # 150 ms and 20 MB, for installations that have such a channel

    found = apprise.Apprise.instantiate(url.strip(), suppress_exceptions=True)
    is_local = found is None or url.strip().partition(":")[0].lower() in LOCAL
    return None if is_local else found


def refused_host(service: Any) -> list[str]:
    """Why we may not speak to a service that stands on a machine of somebody's own; empty where we may."""
    if not any("{host}" in template for template in service.templates):
        return []
    host = f"[{service.host}]" if ":" in service.host else service.host
    return addresses.check_address(f"https://{host}/")


def text_for(notice: Notice, limit: int) -> str:
    """At most `limit` characters: the summary is cut first, then the title; the address never."""
    text = notice.text("chat").strip()
    summary = notice.text("chat", summary="").strip()
    if len(text) <= limit:
        return text
    if len(summary) > limit:
        return f"{_cut(notice.title, limit - len(notice.url) - 1)} {notice.url}".strip()[:limit]
    room = limit - len(summary) - 2  # the empty line that a summary brings
    return notice.text("chat", summary=_cut(notice.summary, room)).strip() if room > 20 else summary


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    return text[: max(0, room - 1)].rstrip() + ELLIPSIS if room > 1 else ""


def _opened(destination: Destination) -> tuple[Any, Verdict | None]:
    """The service, or why it cannot be spoken to."""
    kept = ChannelSecret.objects.filter(channel=destination.id, kind=ChannelSecret.SERVICE).first()
    try:
        service = _service(kept.key_id, bytes(kept.sealed)) if kept else None
    except secrets.SecretError as error:
        return None, Verdict(Outcome.RETRY, ErrorKind.SECRET, str(error))
    if service is None:
        return None, Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.BAD_ADDRESS)
    if refused_host(service):
        return None, Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.REFUSED_ADDRESS)
    return service, None


@lru_cache(maxsize=256)
def _service(key_id: str, sealed: bytes) -> Any | None:
    return service_of(secrets.unseal(key_id, sealed))


def _say(notice: Notice, service: Any) -> Verdict:
    """Apprise says only whether it worked. A notice that comes days late is none: the short ladder."""
    taken = service.notify(body=text_for(notice, service.body_maxlen), body_format="text")
    if taken:
        return Verdict(Outcome.DELIVERED)
    return Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.BAD_ANSWER, service.service_name)
