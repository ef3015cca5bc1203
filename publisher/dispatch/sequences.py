"""Sequences of events: without a gap, and visible in their order."""

from dataclasses import dataclass

from newswire.publisher import rows
from newswire.publisher.models import Counter

TAKE = """UPDATE newswire_publisher_counter SET sequence = sequence + %s
    WHERE id = 1 RETURNING sequence - %s, epoch"""


@dataclass
class Sequences:
    """Those that were taken for events of this transaction."""

    last: int  # that was given to an event
    epoch: str

    def next(self) -> int:
        self.last += 1
        return self.last


def taken(count: int = 1) -> Sequences:
    """For exactly so many events: one that is not made leaves a gap.

    Locks the counter until the transaction ends. Take them late: everybody waits for it.
    """
    found = rows.execute(TAKE, [count, count], keep_plan=True)
    if not found:
        Counter.objects.get_or_create(pk=1)
        found = rows.execute(TAKE, [count, count])
    return Sequences(*found[0])
