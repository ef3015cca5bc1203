"""A newsroom after years: its pages, what was announced of them and what became of it, made by the database.

Of ten pages nine were announced and one was live before Newswire. One of those nine was announced twice, the
first time before what is kept for a time only; the last announcements spread over 60 days. Each was sent to
so many channels: half of them want everything, the others stand for the many that want a part. The last
channel does not answer: what it should have waits.
"""

import json
import time
import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
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
from newswire.publisher.observed.sites import fingerprint, root_of, root_paths
from newswire.publisher.reconcile import baseline

from .inserting import insert, literal, names, run, without_indexes

SECTION = 1000  # pages in one
STEPS = "0123456789ABCDEF"  # of treebeard's paths
WORDS = "Two ministers met in the old harbour and agreed on a ferry that sails every hour of the day. "
BODY = json.dumps({"data": {"html": [f"<p>{number}: {WORDS}</p>" for number in range(90)]}}).encode()
MODELS = (Page, HostPage, Publication, Event, Payload, Copy, Delivery, Attempt)
DEAD = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Size:
    """How many; each page is sent to `deliveries / pages` channels."""

    pages: int
    deliveries: int
    channels: int

    @property
    def each(self) -> int:
        return self.deliveries // self.pages

    @property
    def announced(self) -> int:
        return self.pages * 9 // 10

    @property
    def twice(self) -> int:
        return self.pages - self.announced


@dataclass(frozen=True)
class Stock:
    size: Size
    channels: list[int]  # ids; those that want everything first, the one that does not answer last
    before: int  # the id of a page is this and its number, from 1 on

    @property
    def greedy(self) -> int:
        """Channels that want everything."""
        return max(1, self.size.each // 2)


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
        _pages(stock, tree, sections)
        _publications(stock)
        _events(stock)
        _payloads()
        _told(stock)
        _attempts()
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


def _pages(stock: Stock, tree: Tree, sections: list[HostPage]) -> None:
    """Copies of a section's row, each below its section, with what must differ."""
    first, size = sections[0], stock.size
    number = f"((n - 1) % {SECTION} + 1)"
    values = {
        "id": f"{stock.before} + n",
        "path": f"section.path || lpad(upper(to_hex({number})), {Page.steplen}, '0')",
        "depth": str(first.depth + 1),
        "numchild": "0",
        "title": "'Article ' || n",
        "draft_title": "'Article ' || n",
        "slug": "'a' || n",
        "url_path": "section.url_path || 'a' || n || '/'",
        "translation_key": "gen_random_uuid()",
        "first_published_at": "now() - interval '60 days'",
        "last_published_at": "now() - interval '60 days'",
    }
    columns = [field.column for field in Page._meta.concrete_fields]
    chosen = ", ".join(values.get(column, f'section."{column}"') for column in columns)
    ids = [section.pk for section in sections]
    run(
        f"INSERT INTO wagtailcore_page ({names(columns)}) SELECT {chosen}"
        f" FROM generate_series(1, {size.pages}) AS n JOIN wagtailcore_page AS section"
        f" ON section.id = (ARRAY{ids})[1 + (n - 1) / {SECTION}]"
    )
    run("SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), max(id)) FROM wagtailcore_page")
    run(
        "UPDATE wagtailcore_page AS section"
        f" SET numchild = least({SECTION}, {size.pages} - {SECTION} * (place - 1))"
        f" FROM unnest(ARRAY{ids}) WITH ORDINALITY AS one (id, place) WHERE section.id = one.id"
    )
    body = literal(f"<p>{WORDS * 20}</p>")
    insert(
        HostPage,
        {"page_ptr_id": "page.id", "body": body},
        f"FROM wagtailcore_page AS page WHERE page.id > {stock.before}",
    )


def _publications(stock: Stock) -> None:
    home = HostPage.objects.get(depth=2)
    root = root_of(home.url_path, root_paths())
    content_type = ContentType.objects.get_for_model(HostPage)
    number, announced = f"(page.id - {stock.before})", f"page.id - {stock.before} <= {stock.size.announced}"
    at = f"now() - interval '60 days' * ({number} % 1000) / 1000.0"
    insert(
        Publication,
        {
            "uuid": "gen_random_uuid()",
            "page_id": "page.id",
            "generation": "1",
            "settled": "1",
            "compared": "1",
            "captured_at": at,
            "state": "'live'",
            "version": f"""CASE WHEN NOT {announced} THEN 0
                WHEN {number} <= {stock.size.twice} THEN 2 ELSE 1 END""",
            "content_hash": f"CASE WHEN {announced} THEN md5(page.slug) || md5(page.title) ELSE '' END",
            "title": "page.title",
            "url": f"'{root and root.root_url}' || page.url_path",
            "announced_at": f"CASE WHEN {announced} THEN {at} END",
            "first_announced_at": f"CASE WHEN {announced} THEN {at} END",
            "audited_at": f"""CASE WHEN {announced}
                THEN now() - interval '23 hours' * ({number} % 997) / 997 END""",
            "url_path": "page.url_path",
            "tree_path": "page.path",
            "locale_id": "page.locale_id",
            "lang": "'en'",
            "set_key": "page.translation_key",
            "site_fingerprint": f"'{fingerprint(root)}'",
            "page_type": f"'{content_type.app_label}.{content_type.model}'",
            "document_type": "'host.hostpage'",
        },
        f"FROM wagtailcore_page AS page WHERE page.id > {stock.before} ORDER BY page.id",
    )


def _events(stock: Stock) -> None:
    """First versions of those that were announced twice; then the last of each, in the order of time."""
    publication = f"""FROM (SELECT one.*, one.page_id - {stock.before} AS number
        FROM newswire_publisher_publication AS one) AS publication"""
    columns = {
        "sequence": "publication.number",
        "uuid": "gen_random_uuid()",
        "type": "'page.published'",
        "publication_id": "publication.id",
        "version": "1",
        "state": "'live'",
        "content_hash": "publication.content_hash",
        "lang": "'en'",
        "page_type": "publication.page_type",
        "tree_path": "publication.tree_path",
    }
    before = f"now() - interval '90 days' + interval '30 days' * publication.number / {stock.size.twice}"
    insert(
        Event,
        {**columns, "at": before, "captured_at": before},
        f"{publication} WHERE publication.number BETWEEN 1 AND {stock.size.twice}",
    )
    at = f"now() - interval '60 days' * (1 - publication.number / {float(stock.size.announced)})"
    latest = {
        "sequence": f"{stock.size.twice} + publication.number",
        "version": "publication.version",
        "at": at,
        "captured_at": f"{at} - interval '200 milliseconds'",
    }
    insert(
        Event,
        columns | latest,
        f"{publication} WHERE publication.number BETWEEN 1 AND {stock.size.announced}"
        " ORDER BY publication.number",
    )


def _payloads() -> None:
    """All have the same body: what it says, nobody looks at."""
    packed = zlib.compress(BODY, 3)
    insert(
        Payload,
        {
            "id": "event.sequence",
            "event_id": "event.sequence",
            "profile": "'cloudevents.full.omit'",
            "digest": "md5(event.sequence::text) || md5('body' || event.sequence)",
            "size": str(len(BODY)),
            "content_type": "'application/json'",
            "packed": f"'\\x{packed.hex()}'::bytea",
        },
        "FROM newswire_publisher_event AS event ORDER BY event.sequence",
    )
    run(
        "SELECT setval(pg_get_serial_sequence('newswire_publisher_payload', 'id'), max(id))"
        " FROM newswire_publisher_payload"
    )


def _told(stock: Stock) -> None:
    """A sending of each event to each of its channels, and what they hold since the last."""
    greedy, last = stock.greedy, stock.channels[-1]
    others, choosy = stock.size.each - greedy, stock.size.channels - greedy
    place = f"""CASE WHEN turn <= {greedy} THEN turn ELSE {greedy} + 1
        + (event.publication_id * {max(1, others)} + turn) % {choosy} END"""
    to = f"""FROM (SELECT event.*, (ARRAY{stock.channels})[{place}] AS channel
        FROM newswire_publisher_event AS event, generate_series(1, {stock.size.each}) AS turn) AS event"""
    waits = f"event.channel = {last} AND event.at > now() - interval '2 days'"
    insert(
        Delivery,
        {
            "event_id": "event.sequence",
            "channel_id": "event.channel",
            "publication_id": "event.publication_id",
            "payload_id": "event.sequence",
            "epoch": literal(Counter.objects.get_or_create(pk=1)[0].epoch),
            "version": "event.version",
            "state": f"""CASE WHEN {waits} THEN 'queued' WHEN event.sequence % 5000 = 7 THEN 'parked'
                ELSE 'delivered' END""",
            "last_error": "CASE WHEN event.sequence % 5000 = 7 THEN 'server_error' ELSE '' END",
            "next_attempt_at": f"event.at + CASE WHEN {waits} THEN interval '3 days' ELSE interval '0' END",
            "attempts": "1",
            "fence": "1",
            "created_at": "event.at",
            "first_attempt_at": "event.at",
            "done_at": f"CASE WHEN NOT ({waits}) THEN event.at + interval '40 milliseconds' END",
            "last_status": "200",
        },
        f"{to} ORDER BY event.sequence",
    )
    insert(
        Copy,
        {
            "channel_id": "event.channel",
            "publication_id": "event.publication_id",
            "announced_sequence": "event.sequence",
            "announced_version": "event.version",
            "announced_state": "'live'",
            "version": f"CASE WHEN {waits} THEN 0 ELSE event.version END",
            "state": f"CASE WHEN {waits} THEN 'new' ELSE 'live' END",
            "content_hash": "event.content_hash",
            "since": "event.at",
        },
        f"{to} WHERE event.sequence > {stock.size.twice} ORDER BY event.sequence",
    )


def _attempts() -> None:
    """Of the last 33 days: three days of them are kept no longer."""
    insert(
        Attempt,
        {
            "delivery_id": "sending.id",
            "channel_id": "sending.channel_id",
            "number": "1",
            "outcome": "CASE WHEN sending.state = 'delivered' THEN 'delivered' ELSE 'retry' END",
            "started_at": "sending.created_at",
            "milliseconds": "40",
            "timings": """'{"connect": 1, "first_byte": 38}'""",
            "peer": "'127.0.0.1'",
            "status": "200",
            "worker": "'web-1:4242'",
        },
        "FROM newswire_publisher_delivery AS sending WHERE sending.created_at > now() - interval '33 days'"
        " ORDER BY sending.id",
    )
