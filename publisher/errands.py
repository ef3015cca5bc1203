"""Rows that workers take one by one: leased, done, then closed or put off.

A row is leased in one short transaction and done in a second, which also closes it: a worker lost in
between has changed nothing, and the next one does it after the lease.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from .models import Errand

LEASE = timedelta(minutes=3)  # longer than a task may run

Row = TypeVar("Row", bound=Errand)


def act(model: type[Row], settle: Callable[[Row], None], seconds: float, among: Q | None = None) -> int:
    """Takes what is due, for about `seconds`, and has each settled; how many it were. `among`: see lease."""
    until = time.monotonic() + seconds
    done = 0
    while time.monotonic() < until and (row := lease(model, among)):
        settle(row)
        done += 1
    return done


def held(row: Row) -> QuerySet[Row]:
    """The row, as long as it is still ours."""
    rows: QuerySet[Row] = type(row)._default_manager.all()
    return rows.filter(pk=row.pk, leased_until=row.leased_until)


def close(row: Errand, state: str, reason: str, **found: Any) -> None:
    held(row).update(state=state, reason=reason[:500], done_at=timezone.now(), leased_until=None, **found)


def put_off(row: Errand, pause: timedelta, reason: str = "") -> None:
    held(row).update(leased_until=None, due_at=timezone.now() + pause, reason=reason[:500])


def rest(row: Errand, pause: timedelta) -> None:
    """Puts it off too, and it keeps its time, and so its place among the others."""
    held(row).update(leased_until=timezone.now() + pause)


def lease(model: type[Row], among: Q | None = None) -> Row | None:
    """The next that is due, for LEASE; `among`: one of these."""
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    with transaction.atomic():
        due = model._default_manager.filter(free, among or Q(), state="waiting", due_at__lte=now)
        row: Row | None = due.select_for_update(skip_locked=True).order_by("due_at").first()
        if row is not None:
            row.leased_until, row.tries = now + LEASE, row.tries + 1
            row.save(update_fields=["leased_until", "tries"])
        return row
