"""Makes a whole site hold what its rows say: after a change of templates, title or address, or a loss."""

import time
from collections.abc import Callable, Collection

from django.utils import timezone

from newswire.publisher.deliver import messages
from newswire.publisher.deliver.alone import alone
from newswire.publisher.models import Channel, StaticFile, StaticPage

from .files import parts
from .settling import OutOfTime, Settling
from .site import Site

PATIENCE = 240.0  # seconds
TURN = 20.0  # seconds, after which what waits for the channel has its turn


def doubt(channel: Channel, lost: bool) -> None:
    """Every file is made again, and written where it differs; `lost`: written whatever there is."""
    rows = StaticFile.objects.filter(channel=channel)
    rows.update(recipe="", **({"digest": ""} if lost else {}))


def size(channel: Channel) -> int:
    """How many pages there are to look at."""
    return StaticPage.objects.filter(channel=channel).count()


def build(channel: Channel, progress: Callable[[int], None]) -> int:
    """Looks at every page, and at all that lists them; how many pages could not be made.

    Killed, it is begun again: what it wrote is found fresh. `progress` is told how many pages were looked
    at. Raises StorageFailed, InvalidStorageError, alone.Taken.
    """
    ids = list(StaticPage.objects.filter(channel=channel).order_by("pk").values_list("pk", flat=True))
    done, failed = 0, set[int]()
    for part in parts(ids) if ids else [[]]:
        failed |= _settled(channel, part)
        done += len(part)
        progress(done)
    return len(failed)


def turn(channel: Channel, patience: float, ids: Collection[int] = ()) -> set[int]:
    """Looks at these pages, and at all that lists any; which of them could not be made.

    For TURN seconds; another finds done what this one did. `patience` in seconds. Raises OutOfTime,
    StorageFailed, InvalidStorageError, alone.Taken.
    """
    with alone(channel, patience):
        settling = Settling(site_of(channel), _a_turn())
        settling.settle(list(StaticPage.objects.filter(pk__in=ids).order_by("pk")))
        return settling.failed


def _settled(channel: Channel, ids: list[int]) -> set[int]:
    """In as many turns as it takes."""
    while True:
        try:
            return turn(channel, PATIENCE, ids)
        except OutOfTime:
            continue


def _a_turn() -> Callable[[], float]:
    """Says how many seconds are left of one that begins now."""
    ends = time.monotonic() + TURN
    return lambda: max(0.0, ends - time.monotonic())


def site_of(channel: Channel) -> Site:
    """Raises InvalidStorageError."""
    return Site.of(messages.destinations([channel.pk], timezone.now())[channel.pk])
