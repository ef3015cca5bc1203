"""What was announced of them and what became of it, by the database itself."""

import json
import zlib

from newswire.publisher.models import Attempt, Copy, Counter, Delivery, Event, Payload

from .inserting import insert, literal, run
from .size import Stock
from .stock_pages import WORDS

BODY = json.dumps({"data": {"html": [f"<p>{number}: {WORDS}</p>" for number in range(90)]}}).encode()


def events(stock: Stock) -> None:
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


def payloads() -> None:
    """All have the same body: what it says, nobody looks at."""
    packed = zlib.compress(BODY, 3)
    insert(
        Payload,
        {
            "id": "event.sequence",
            "event_id": "event.sequence",
            "profile": "'cloudevents.full.omit'",
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


def sendings(stock: Stock) -> None:
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


def attempts() -> None:
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
