"""What waits for a channel and is replaced as something newer is announced.

`deliver/pick.py` does the same once more, as a delivery is claimed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from newswire.publisher import rows
from newswire.publisher.models import Channel, Event, Publication

# One statement, by the index of what is queued.
REPLACE = """UPDATE newswire_publisher_delivery SET state = 'superseded', done_at = %s
    WHERE id IN (
        SELECT older.id FROM newswire_publisher_delivery AS older
        WHERE older.state = 'queued' AND older.publication_id = %s AND older.event_id < %s
        AND {channels} {but} {lock})
    RETURNING channel_id, COALESCE(waiting_since, created_at)"""


def supersede(event: Event, channels: Iterable[Channel], withdrawal: bool, now: datetime) -> dict[int, Any]:
    """Marks the older deliveries of this publication that wait for these channels as replaced.

    All of them by a withdrawal; by a live version only where the channel asked for the latest alone; no
    withdrawal by what goes ahead under embargo, which most receivers ignore: see `deliver/pick.py`.
    What a pump is just claiming is passed over: it is in flight, and ours goes after it.
    Returns, by channel, since when the oldest had waited, as the database writes times.
    """
    replaced = [one.id for one in channels if withdrawal or one.order == Channel.Order.LATEST]
    condition, ids = rows.among("older.channel_id", replaced)
    but = "AND NOT older.withdrawal" if event.state == Publication.State.EMBARGOED else ""
    gone = rows.execute(
        REPLACE.format(channels=condition, but=but, lock=rows.skip_locked("older")),
        [rows.value(now), event.publication_id, event.sequence, *ids],
        keep_plan=len(replaced) == 1,
    )
    since: dict[int, Any] = {}
    for channel_id, waited_since in gone:
        since[channel_id] = min(waited_since, since.get(channel_id, waited_since))
    return since
