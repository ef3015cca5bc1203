"""What waits for a channel and is replaced by something newer."""

from collections.abc import Iterable
from datetime import datetime

from newswire.publisher.deliver import rows
from newswire.publisher.models import Channel, Event

# One statement, by the index of what is queued.
REPLACE = """UPDATE newswire_publisher_delivery SET state = 'superseded', done_at = %s
    WHERE id IN (
        SELECT older.id FROM newswire_publisher_delivery AS older
        WHERE older.state = 'queued' AND older.publication_id = %s AND older.event_id < %s
        AND {channels} {lock})"""


def supersede(event: Event, channels: Iterable[Channel], withdrawal: bool, now: datetime) -> None:
    """Marks the older deliveries of this publication that wait for these channels as replaced.

    All of them by a withdrawal; by a live version only where the channel asked for the latest alone.
    What a pump is just claiming is passed over: it is in flight, and ours goes after it.
    """
    replaced = [one.id for one in channels if withdrawal or one.order == Channel.Order.LATEST]
    condition, ids = rows.among("older.channel_id", replaced)
    rows.execute(
        REPLACE.format(channels=condition, lock=rows.skip_locked("older")),
        [rows.value(now), event.publication_id, event.sequence, *ids],
    )
