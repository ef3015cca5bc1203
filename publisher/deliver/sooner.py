"""What waits for its next try, tried now: somebody asked for it."""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

from collections.abc import Sequence

from django.db import transaction

from newswire.publisher import rows, wake
from newswire.publisher.models import Channel
from newswire.publisher.writes import CHUNK

from . import lanes

WANTED = {"channel_id": "bigint", "publication_id": "bigint"}


def try_now(wanted: Sequence[tuple[int, int]]) -> None:
    """By the ids of channel and publication. What somebody holds is just being sent, or replaced.

    At the end of a transaction: whoever announces anything to one of these channels waits until that is over,
    and all others with it.
    """
    with transaction.atomic():
        chunks = (wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK))
        woken = {channel_id for some in chunks for channel_id in _due(some)}
        if woken:
            lanes.wake(woken)
            wake.sending_soon(Channel.objects.filter(pk__in=woken).values_list("transport", flat=True))


def _due(wanted: Sequence[tuple[int, int]]) -> list[int]:
    source, pairs = rows.cte("wanted", WANTED, wanted)
    clause, now = rows.now()
    found = rows.execute(
        f"""WITH {source} UPDATE newswire_publisher_delivery SET next_attempt_at = {clause}
        WHERE id IN (SELECT waiting.id FROM wanted
            JOIN newswire_publisher_delivery AS waiting ON waiting.channel_id = wanted.channel_id
                AND waiting.publication_id = wanted.publication_id AND waiting.state = 'queued'
            {rows.skip_locked("waiting")})
        RETURNING channel_id""",
        [*pairs, *now],
    )
    return [channel_id for (channel_id,) in found]
