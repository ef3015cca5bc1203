"""Does what accepted calls asked for, in Celery."""

import logging
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, Q
from wagtail.log_actions import log
from wagtail.models import AbstractPage

from newswire.publisher import errands
from newswire.publisher.models import Intent, TriggerCall

from . import target, translations
from .actions import ACTIONS
from .refusal import Refusal

logger = logging.getLogger(__name__)

MOST_TRIES = 3
PAUSE = timedelta(seconds=10)  # before the next try
GOES_LIVE = {"publish", "translation.completed"}


def act(seconds: float) -> int:
    """Works through the calls that are due, for about `seconds`; how many it did."""
    return errands.act(TriggerCall, _settle, seconds, _in_turn())


def _in_turn() -> Q:
    """Those that no earlier call for the same page has to come before.

    Two workers would else let an "unpublish" overtake the "publish" before it, and the page stay live.
    """
    earlier = Q(due_at__lt=OuterRef("due_at")) | Q(due_at=OuterRef("due_at"), pk__lt=OuterRef("pk"))
    waiting = TriggerCall.objects.filter(state=TriggerCall.State.WAITING, page_id=OuterRef("page_id"))
    return Q(~Exists(waiting.filter(earlier)))


def _settle(call: TriggerCall) -> None:
    if call.tries > MOST_TRIES:
        errands.close(call, TriggerCall.State.FAILED, f"Given up after {MOST_TRIES} tries.")
        return
    try:
        with transaction.atomic():
            if errands.held(call).select_for_update().first() is None:
                return  # its lease ran out, and another worker has it
            errands.close(call, TriggerCall.State.DONE, _do(call))
    except (Refusal, ValidationError) as error:
        reason = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        errands.close(call, TriggerCall.State.FAILED, reason)
    except DatabaseError as error:  # a deadlock, or the database is away: later
        logger.warning("trigger call %s will be tried again: %s", call.uuid, error)
        errands.rest(call, PAUSE)
    except Exception as error:
        logger.exception("trigger call %s failed", call.uuid)
        # Its kind alone: who has the job's address may be anybody, and its text may hold anything.
        reason = f"An unexpected error ({type(error).__name__}); the newsroom's log tells more."
        errands.close(call, TriggerCall.State.FAILED, reason)


def _do(call: TriggerCall) -> str:
    page = target.find({"id": call.page_id})
    target.allow(call.trigger, call.action, page)  # again: its time may have come long after the call
    if call.action in GOES_LIVE:
        _check_not_taken_down_since(call, page)
    if call.file:
        translations.take_in(page, bytes(call.file))
        page.refresh_from_db()
    said = ACTIONS[call.action](page)
    log(page, "newswire.trigger", data={"trigger": call.trigger.name, "action": call.action})
    return said


def _check_not_taken_down_since(call: TriggerCall, page: AbstractPage) -> None:
    """A takedown ends what was to come, as it ends Wagtail's schedules; what was restored is live."""
    versions = page.get_translations(inclusive=True).values("pk")
    since = Intent.objects.filter(page_id__in=versions, created_at__gt=call.received_at)
    if not page.live and since.filter(kind=Intent.Kind.TAKE_DOWN).exists():
        words = "The page was taken down everywhere after this call came: call again if it is to go live."
        raise Refusal(409, "taken_down", words)
