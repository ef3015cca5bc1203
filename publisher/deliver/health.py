"""Writes what a batch of verdicts says about its channels: breaker, hold, the next look, who is told."""

# ruff: noqa: S608 - what is formatted in is ours: names, placeholders, clauses

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from newswire.publisher import rows
from newswire.publisher.models import Delivery, Lane
from newswire.publisher.transports.base import ErrorKind, Outcome

from . import breaker, clock, lanes, moved, notices, policy
from .breaker import Health
from .lanes import DUE_AT

if TYPE_CHECKING:
    from .verdicts import Result

logger = logging.getLogger("newswire.deliver")

FIELDS = Health._fields
TIMES = tuple(3 + FIELDS.index(name) for name in ("failing_since", "probe_at"))
# `told` is written with the notice itself, see notices.py.
WRITTEN = (*(name for name in FIELDS if name != "told"), "hold_until")

CHANGED = {
    "channel_id": "bigint",
    "at": "timestamptz",
    "breaker": "text",
    "failures": "int",
    "failing_since": "timestamptz",
    "probe_at": "timestamptz",
    "ramp": "int",
    "told": "text",
    "hold_until": "timestamptz",
    "succeeded_at": "timestamptz",
}


@dataclass(slots=True)
class Patient:
    """A lane before and after a batch."""

    channel_id: int
    cap: int
    hold_until: datetime | None
    before: Health
    health: Health
    succeeded_at: datetime | None = None
    disabled: bool = False

    @property
    def recovered(self) -> bool:
        return self.before.breaker != Lane.Breaker.CLOSED and self.health.breaker == Lane.Breaker.CLOSED


def update(results: "Sequence[Result]") -> None:
    """Applies a batch to its lanes, in the order in which the answers came."""
    if affected := _affected(results):
        _apply([result for result in results if result.claimed.channel_id in affected], affected)


def _affected(results: "Sequence[Result]") -> set[int]:
    """Channels of which there is something to write.

    One that does nothing but succeed is left as the claim left it, not due: unless more waits for it.
    """
    telling = {one.claimed.channel_id for one in results if not _is_calm(one)}
    return telling | lanes.with_more({one.claimed.channel_id for one in results} - telling)


def _is_calm(result: "Result") -> bool:
    return result.claimed.calm and result.verdict.outcome is Outcome.DELIVERED


def _apply(results: "Sequence[Result]", affected: set[int]) -> None:
    with transaction.atomic():
        now = clock.about_now()
        patients = _lock(affected)
        # Read with the lanes locked: who changes an address has its lane.
        elsewhere = moved.failed_elsewhere(results)
        for result in results:
            patient = patients.get(result.claimed.channel_id)
            if patient and result.claimed.id not in elsewhere:
                _examine(patient, result, now)
        _write(list(patients.values()))
        bring_forward([patient.channel_id for patient in patients.values() if patient.recovered], now)
    # Apart: an event takes the counter's lock first and lanes after, as dispatch does.
    for patient in patients.values():
        if news := _news(patient, now):
            _tell(news)


def _lock(channel_ids: set[int]) -> dict[int, Patient]:
    """In the order of ids, as everybody who waits for lanes must."""
    among, parameters = rows.among("lane.channel_id", channel_ids)
    fields = ", ".join(f"lane.{name}" for name in FIELDS)
    found = rows.execute(
        f"""SELECT lane.channel_id, lane.cap, lane.hold_until, {fields}, {rows.unhurried()}
        FROM newswire_publisher_lane AS lane WHERE {among}
        ORDER BY lane.channel_id {rows.locked("lane")}""",
        parameters,
    )
    return {
        channel_id: Patient(channel_id, cap, hold_until, before := Health(*health), before)
        for channel_id, cap, hold_until, *health, _ in rows.with_times(found, 2, *TIMES)
    }


def _examine(patient: Patient, result: "Result", now: datetime) -> None:
    verdict = result.verdict
    patient.health = breaker.after(patient.health, verdict, result.claimed.attempt, patient.cap, now)
    if verdict.outcome is Outcome.DELIVERED:
        patient.succeeded_at = now
    elif verdict.outcome is Outcome.DISABLE:
        patient.disabled = True
    elif hold := policy.hold(verdict):
        patient.hold_until = max(patient.hold_until or now, now + hold)


def _news(patient: Patient, now: datetime) -> notices.News | None:
    kind = "disabled" if patient.disabled else breaker.news(patient.before, patient.health, now)
    since = patient.health.failing_since or patient.before.failing_since or now
    return notices.News(patient.channel_id, kind, since, patient.before.told) if kind else None


def _tell(news: notices.News) -> None:
    """What cannot be told must not stop what can be sent, nor keep on a channel that said 410."""
    try:
        notices.tell(news)
    except Exception:
        logger.exception("channel=%s nobody could be told that it is %s", news.channel_id, news.kind)
        if news.kind == "disabled":
            notices.note(news)


def _write(patients: list[Patient]) -> None:
    changed: list[tuple[Any, ...]] = [
        (one.channel_id, one.health.probe_at, *one.health, one.hold_until, one.succeeded_at)
        for one in patients
    ]
    if not changed:
        return
    source, parameters = rows.cte("moment", CHANGED, changed)
    fields = ", ".join(f"{name} = moment.{name}" for name in WRITTEN)
    rows.execute(
        f"""WITH {source} UPDATE newswire_publisher_lane AS lane
        SET due_at = {DUE_AT.format(after="", later="")}, {fields},
            last_success_at = COALESCE(moment.succeeded_at, lane.last_success_at)
        FROM moment WHERE lane.channel_id = moment.channel_id""",
        parameters,
    )


def bring_forward(channel_ids: list[int], now: datetime, but: Iterable[ErrorKind] = breaker.ANSWERS) -> None:
    """What waited for a receiver that is back waits no longer: the ramp, not the ladder, paces it now."""
    if not channel_ids:
        return
    waiting = Delivery.objects.filter(
        channel__in=channel_ids, state=Delivery.State.QUEUED, next_attempt_at__gt=now
    ).exclude(last_error__in=[ErrorKind.NONE, *but])
    locked = waiting.select_for_update(skip_locked=True).values_list("pk", flat=True)
    Delivery.objects.filter(pk__in=list(locked)).update(next_attempt_at=now)
    Lane.objects.filter(channel__in=channel_ids, due_at__isnull=False).update(due_at=now)
