"""What a channel now holds, as it has answered 2xx to."""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from newswire.publisher import rows
from newswire.publisher.models import Publication
from newswire.publisher.transports.base import Outcome

if TYPE_CHECKING:
    from .verdicts import Result

HELD = {
    "channel_id": "bigint",
    "publication_id": "bigint",
    "sequence": "bigint",
    "version": "bigint",
    "state": "text",
    "content_hash": "text",
    "url": "text",
    "since": "timestamptz",
}


def confirm(results: "Sequence[Result]", now: datetime) -> None:
    """Writes the copies of what was delivered; an older version never overwrites a newer one.

    Dispatch has made the rows, with what it announced; one that is missing is made here.
    """
    held = {}
    for result in sorted(results, key=lambda result: result.claimed.event_id):
        one = result.claimed
        if result.verdict.outcome is Outcome.DELIVERED and one.publication_id is not None:
            gone = result.event_state == Publication.State.GONE
            held[one.publication_id, one.channel_id] = (
                one.channel_id,
                one.publication_id,
                one.event_id,
                one.version,
                result.event_state,
                result.content_hash,
                "" if gone else result.verdict.url,
                now,
            )
    if not held:
        return
    # In one order everywhere, so that dispatch and other pumps never wait for us in a circle.
    source, parameters = rows.cte("held", HELD, [held[key] for key in sorted(held)])
    rows.execute(
        f"""WITH {source} INSERT INTO newswire_publisher_copy AS copy (
            channel_id, publication_id, announced_sequence, announced_version, announced_state,
            version, state, content_hash, url, since)
        SELECT channel_id, publication_id, sequence, version, state, version, state, content_hash, url, since
        FROM held WHERE true
        ON CONFLICT (channel_id, publication_id) DO UPDATE
        SET version = excluded.version, state = excluded.state, content_hash = excluded.content_hash,
            url = CASE WHEN excluded.url = '' AND excluded.state <> 'gone' THEN copy.url
                ELSE excluded.url END,
            since = CASE WHEN copy.version = excluded.version AND copy.since IS NOT NULL THEN copy.since
                ELSE excluded.since END
        WHERE copy.version <= excluded.version""",
        parameters,
        keep_plan=len(held) == 1,
    )
