"""One bounded step of reconcile, as the beat runs it every 30 seconds."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial

from django.db import OperationalError
from django.db.models import F

from newswire.publisher import conf, stopping, wake
from newswire.publisher.dependents import cascade
from newswire.publisher.dependents import run as run_dependents
from newswire.publisher.models import Counter, Priority, Publication

from . import audit, baseline, compare, repair
from .gently import Dropped

logger = logging.getLogger(__name__)

FOLLOWING = 0.2  # the share of a step that is kept for dependents and their jobs


@dataclass
class Found:
    """What one step did, in pages."""

    recorded: int = 0  # as live before Newswire
    checked: int = 0
    raised: int = 0  # differed from what was announced
    missing: int = 0  # live, and captured only now
    reordered: int = 0
    left_to_job: int = 0  # differ, and a job sees to them at its rate
    followed: int = 0  # show something that was changed
    audited: int = 0
    dropped: int = 0  # the database was busy: next time
    complete: bool = False  # the last page was reached


def step(seconds: float = 20.0, on_window: Callable[[int], None] | None = None) -> Found:
    """Goes on where the last step ended, for at most about this long. Raises nothing of a busy database.

    `on_window` is told how many page ids were compared so far.
    """
    started = time.monotonic()
    found = Found()
    deadline = started + seconds * (1 - FOLLOWING)
    found.recorded = _dropping(found, lambda: baseline.step(deadline))
    _round(found, deadline, on_window)
    found.followed = _dropping(found, lambda: run_dependents(max(1.0, started + seconds - time.monotonic())))
    found.audited = _dropping(found, audit.step)
    if Publication.objects.filter(generation__gt=F("settled")).exists():
        wake.dispatch_soon()  # the wake-up of its capture may have met a broker that was down
    return found


def full_round(on_window: Callable[[int], None]) -> Found:
    """Steps until every page was recorded and compared, from the first on."""
    Counter.objects.update_or_create(pk=1, defaults={"reconciled_to": 0})
    total = Found()
    while not total.complete:
        found = step(on_window=partial(_add, on_window, total.checked))
        for field in fields(found):
            setattr(total, field.name, getattr(total, field.name) + getattr(found, field.name))
        total.complete = found.complete and compare.baseline_after() is None
    return total


def _add(on_window: Callable[[int], None], before: int, checked: int) -> None:
    on_window(before + checked)


def report(on_window: Callable[[int], None] = lambda checked: None) -> Found:
    """What a complete round would find, changing nothing."""
    found = Found(complete=True)
    for window in compare.windows():
        found.checked += window.checked
        found.raised += sum(len(window.found[kind]) for kind in ("state", *compare.PRIORITIES))
        found.missing += len(window.found["missing"])
        found.reordered += len(window.found["place"])
        on_window(found.checked)
    return found


def _round(found: Found, deadline: float, on_window: Callable[[int], None] | None) -> None:
    """Compares window by window. What may wait is raised at the end, when it is known how much it is."""
    after = Counter.objects.get_or_create(pk=1)[0].reconciled_to
    changed: dict[compare.Kind, list[int]] = {kind: [] for kind in compare.PRIORITIES}
    missing: list[int] = []
    for window in compare.windows(after):
        after = window.upto
        _repair_now(found, window)
        for kind, page_ids in changed.items():
            page_ids += window.found[kind]
        missing += window.found["missing"]
        found.complete = window.last
        if on_window:
            on_window(found.checked)
        if time.monotonic() > deadline or stopping.is_set():
            break
    _raise_changed(found, changed)
    _capture_missing(found, missing)
    Counter.objects.filter(pk=1).update(
        reconciled_to=0 if found.complete else after,
        drift_found=F("drift_found") + found.raised + found.missing,
    )


def _repair_now(found: Found, window: compare.Window) -> None:
    """Withdrawals and news first of all: they never wait for the rest of the round."""
    found.checked += window.checked
    came_or_went, moved = window.found["state"], window.found["place"]
    found.raised += _dropping(found, lambda: repair.raise_differing(came_or_went, "state", Priority.FRESH))
    found.reordered += _dropping(found, lambda: repair.note_place(moved))


def _raise_changed(found: Found, changed: dict[compare.Kind, list[int]]) -> None:
    """Pages that are live as before, only elsewhere or under another title: very many become a job."""
    total = sum(len(page_ids) for page_ids in changed.values())
    above = cascade.differences_left_above() if total else None
    if above is None and total > conf.get().cascade_from:
        above = cascade.start(cascade.DIFFERENCES, total).cursor
    for kind, page_ids in changed.items():
        ours = page_ids if above is None else [page_id for page_id in page_ids if page_id <= above]
        found.left_to_job += len(page_ids) - len(ours)
        raising = partial(repair.raise_differing, ours, kind, compare.PRIORITIES[kind])
        found.raised += _dropping(found, raising)


def _capture_missing(found: Found, page_ids: Sequence[int]) -> None:
    many = len(page_ids) > conf.get().cascade_from
    priority = Priority.BULK if many else Priority.FRESH
    found.missing += _dropping(found, lambda: repair.capture_missing(page_ids, priority))


def _dropping(found: Found, work: Callable[[], int]) -> int:
    try:
        return work()
    except (Dropped, OperationalError) as error:
        logger.info("Left for the next round, the database is busy: %s", error)
        found.dropped += 1
        return 0
