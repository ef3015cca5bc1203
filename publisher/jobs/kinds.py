"""What sets one kind of job apart from another."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from newswire.publisher.models import Channel, Delivery, Job, Publication

from . import backfill, replay
from .scope import Scope


@dataclass(frozen=True)
class Kind:
    publications: Callable[[Channel, Scope], QuerySet[Publication]]
    send: Callable[[Job, int], Delivery | None]  # moves the job on too, unless it returns None


# Those that `step` works on. A cascade has no channel and touches pages by the hundred, see
# dependents/cascade.py; a takedown waits for answers, see takedown/watch.py.
KINDS: dict[str, Kind] = {
    Job.Kind.BACKFILL: Kind(backfill.publications, backfill.send),
    Job.Kind.REPLAY: Kind(replay.publications, replay.send),
}
