"""A newsroom after years: its pages, what was announced of them and what became of it, made by the database.

Of ten pages nine were announced and one was live before Newswire. One of those nine was announced twice, the
first time before what is kept for a time only; the last announcements spread over 60 days. Each was sent to
so many channels: half of them want everything, the others stand for the many that want a part. The last
channel does not answer: what it should have waits.
"""

import time
from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from host.models import HostPage
from host.tree import Tree
from wagtail.models import Page

from newswire.publisher.models import (
    Attempt,
    Channel,
    Copy,
    Counter,
    Delivery,
    Event,
    Lane,
    Payload,
    Publication,
)
from newswire.publisher.reconcile import baseline

from .inserting import run, without_indexes
from .size import DEAD, Size, Stock
from .stock_news import attempts, events, payloads, sendings
from .stock_pages import SECTION, pages, publications

MODELS = (Page, HostPage, Publication, Event, Payload, Copy, Delivery, Attempt)


def found(size: Size) -> Stock | None:
    """What is there already, made with the same size."""
    first = Page.objects.filter(slug="a1", depth=4).first()
    if first is None:
        return None
    channels = Channel.objects.filter(name__startswith="Site ").order_by("pk").values_list("pk", flat=True)
    return Stock(size, list(channels), first.pk - 1)


def make(tree: Tree, size: Size) -> Stock:
    """In a database that has none of it yet. Ends with what autovacuum does."""
    channels = _channels(size)
    sections = _sections(tree, size)
    _record()
    stock = Stock(size, channels, Page.objects.aggregate(most=Max("pk"))["most"])
    with without_indexes(*MODELS):
        pages(stock, tree, sections)
        publications(stock)
        events(stock)
        payloads()
        sendings(stock)
        attempts()
    Counter.objects.update_or_create(
        pk=1, defaults={"sequence": size.pages, "baseline_after": None, "reconciled_to": 0, "pruned_to": 0}
    )
    for model in MODELS:
        run(f'VACUUM ANALYZE "{model._meta.db_table}"')
    return stock


def open_channels(count: int, **fields: Any) -> list[int]:
    """Channels that want all of the pages' type, by insert; their ids."""
    fields = {"page_types": ["host.hostpage"], "state": Channel.State.ACTIVE, **fields}
    fields |= {"started_at": timezone.now(), "languages": ["en"]}
    made = Channel.objects.bulk_create(
        Channel(name=f"Site {number}", address=f"{DEAD}{number}", **fields) for number in range(count)
    )
    Lane.objects.bulk_create(Lane(channel=channel) for channel in made)
    return [channel.pk for channel in made]


def _channels(size: Size) -> list[int]:
    ids = open_channels(size.channels)
    later = timezone.now() + timedelta(days=1)
    Lane.objects.filter(pk=ids[-1]).update(breaker=Lane.Breaker.OPEN, probe_at=later, failures=99)
    return ids


def _sections(tree: Tree, size: Size) -> list[HostPage]:
    count = -(-size.pages // SECTION)
    return [tree.page(f"Section {number}") for number in range(count)]


def _record() -> None:
    """What capture has noted of them would be sent: they were live before Newswire."""
    Publication.objects.all().delete()
    Counter.objects.update_or_create(pk=1, defaults={"baseline_after": 0})
    baseline.step(time.monotonic() + 600)
