"""Does what accepted calls asked for, in Celery.

A call is leased in one short transaction and acted on in a second, which also marks it done: a worker
lost in between has changed nothing, and the next one does it after the lease.
"""

import logging
import time
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log

from newswire.publisher.models import TriggerCall

from . import target, translations
from .actions import ACTIONS
from .refusal import Refusal

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)  # longer than a task may run
MOST_TRIES = 3
PAUSE = timedelta(seconds=10)  # before the next try


def act(seconds: float) -> int:
    """Works through the calls that are due, for about `seconds`; how many it did."""
    until = time.monotonic() + seconds
    done = 0
    while time.monotonic() < until and (call := _lease()):
        _settle(call)
        done += 1
    return done


def _lease() -> TriggerCall | None:
    now = timezone.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    with transaction.atomic():
        due = TriggerCall.objects.filter(free, state=TriggerCall.State.WAITING, due_at__lte=now)
        call = due.select_for_update(skip_locked=True).order_by("due_at").first()
        if call is not None:
            call.leased_until, call.tries = now + LEASE, call.tries + 1
            call.save(update_fields=["leased_until", "tries"])
        return call


def _settle(call: TriggerCall) -> None:
    if call.tries > MOST_TRIES:
        _close(call, TriggerCall.State.FAILED, f"Given up after {MOST_TRIES} tries.")
        return
    try:
        with transaction.atomic():
            if _held(call).select_for_update().first() is None:
                return  # its lease ran out, and another worker has it
            _close(call, TriggerCall.State.DONE, _do(call))
    except (Refusal, ValidationError) as error:
        reason = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        _close(call, TriggerCall.State.FAILED, reason)
    except DatabaseError as error:  # a deadlock, or the database is away: later
        logger.warning("trigger call %s will be tried again: %s", call.uuid, error)
        _held(call).update(leased_until=None, due_at=timezone.now() + PAUSE)
    except Exception as error:
        logger.exception("trigger call %s failed", call.uuid)
        _close(call, TriggerCall.State.FAILED, f"{type(error).__name__}: {error}")


def _do(call: TriggerCall) -> str:
    page = target.find({"id": call.page_id})
    target.allow(call.trigger, call.action, page)  # again: its time may have come long after the call
    if call.file:
        translations.take_in(page, bytes(call.file))
        page.refresh_from_db()
    said = ACTIONS[call.action](page)
    log(page, "newswire.trigger", data={"trigger": call.trigger.name, "action": call.action})
    return said


def _held(call: TriggerCall) -> QuerySet[TriggerCall]:
    """The row, as long as it is still ours."""
    return TriggerCall.objects.filter(pk=call.pk, leased_until=call.leased_until)


def _close(call: TriggerCall, state: TriggerCall.State, reason: str) -> None:
    _held(call).update(state=state, reason=reason[:500], done_at=timezone.now(), leased_until=None)
