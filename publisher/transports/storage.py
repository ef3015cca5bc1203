"""A static site in any Django storage. docs/transports/storage.md."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django.core.files.storage import InvalidStorageError

from newswire.publisher.profiles import Envelope, Unsayable, cloudevents
from newswire.publisher.static_site import (
    TRANSPORT,
    OutOfTime,
    Settling,
    Site,
    StorageFailed,
    entered,
    probe,
    why,
)

from .base import Batch, ErrorKind, Message, Outcome, Verdict

logger = logging.getLogger("newswire.deliver")

TEST = "newswire.channel.test.v1"
# What no page can be made of: whoever publishes has to change something.
NO_PAGE = (Unsayable, KeyError, TypeError, ValueError, AttributeError)
Read = tuple[Message, Envelope, dict[str, Any]]


class StaticSite:
    name: ClassVar[str] = TRANSPORT
    supports_withdrawal: ClassVar[bool] = True
    supports_order_every: ClassVar[bool] = False
    signs: ClassVar[bool] = False
    backfills: ClassVar[bool] = True
    changes: ClassVar[tuple[str, ...]] = ()
    at_once: ClassVar[int] = 200

    def send_batch(self, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
        """A page is delivered when the whole site agrees with it: verdicts come last."""
        if not batch.seconds_left:
            return
        try:
            yield from _published(Site.of(batch.destination), batch)
        except InvalidStorageError:
            yield from _all(batch, Verdict(Outcome.RETRY_BRIEFLY, ErrorKind.STORAGE, "STORAGES"))
        except StorageFailed as error:
            yield from _all(batch, Verdict(Outcome.RETRY, ErrorKind.STORAGE, why(error)))
        except OutOfTime:
            logger.info("channel=%s: the site is not whole yet; it goes on", batch.destination.id)


def _published(site: Site, batch: Batch) -> Iterator[tuple[Message, Verdict]]:
    """What goes is gone before anything new is looked at: a takedown waits for nothing."""
    read: list[Read] = []
    for message in batch.messages:
        try:
            read.append((message, *cloudevents.read(message.body)))
        except NO_PAGE as error:
            yield message, _no_page(message, error)
    for is_live in (False, True):
        yield from _settled(site, batch, [one for one in read if (one[2].get("state") == "live") is is_live])


def _settled(site: Site, batch: Batch, read: Sequence[Read]) -> Iterator[tuple[Message, Verdict]]:
    settling, taken = Settling(site, lambda: batch.seconds_left), []
    for message, envelope, data in read:
        if not batch.seconds_left:
            break
        try:
            if envelope.type == TEST:
                probe(site)
                yield message, Verdict(Outcome.DELIVERED)
            else:
                taken.append((message, entered(site, envelope, data)))
        except NO_PAGE as error:
            yield message, _no_page(message, error)
    if taken:
        settling.settle([page for _, page in taken])
    for message, page in taken:
        if page.pk in settling.failed:
            yield message, Verdict(Outcome.RETRY, ErrorKind.TRANSPORT, "The page cannot be made.")
        else:
            yield message, Verdict(Outcome.DELIVERED, url=site.address(page.file) if page.path else "")


def _no_page(message: Message, error: Exception) -> Verdict:
    if isinstance(error, Unsayable):
        return Verdict(Outcome.PARKED, ErrorKind.REJECTED, str(error))
    logger.exception("delivery=%s cannot become a page", message.delivery_id)
    return Verdict(Outcome.PARKED, ErrorKind.REJECTED, type(error).__name__)


def _all(batch: Batch, verdict: Verdict) -> Iterator[tuple[Message, Verdict]]:
    """Of those that have one already it is not heard."""
    return ((message, verdict) for message in batch.messages)
