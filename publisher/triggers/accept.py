"""From an HTTP call to a job, or to a refusal. Nothing is acted on here."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from newswire.publisher import secrets, signing, wake
from newswire.publisher.models import Trigger, TriggerCall

from . import body as bodies
from . import target
from .refusal import Refusal

MINUTE = timedelta(minutes=1)
# An id that long is no id; it also has to fit its column.
LONGEST_ID = 255


def verify(trigger: Trigger, headers: Mapping[str, str], body: bytes) -> str:
    """The call's `webhook-id`. Raises Refusal 401 where it is not signed by this trigger, now."""
    try:
        webhook_id = signing.verify(headers, body, secrets.valid(trigger))
    except signing.MissingHeader as error:
        raise Refusal(401, "missing_header", str(error)) from error
    except signing.StaleTimestamp as error:
        raise Refusal(401, "stale_timestamp", str(error)) from error
    except signing.SignatureError as error:
        raise Refusal(401, "bad_signature", str(error)) from error
    if len(webhook_id) > LONGEST_ID:
        raise Refusal(400, "bad_id", f"The webhook-id is longer than {LONGEST_ID} characters.")
    if bodies.UNSTORABLE.search(webhook_id):
        raise Refusal(400, "bad_id", "The webhook-id has a character that no text has.")
    return webhook_id


def accept(trigger: Trigger, webhook_id: str, body: bytes) -> TriggerCall:
    """The job of a call that was verified: a new one, or that of the same `webhook-id` before.

    Raises Refusal 400, 403, 422 or 429.
    """
    with transaction.atomic():
        # One call of a trigger at a time: of two that come together one only is new, or has room.
        Trigger.objects.select_for_update(no_key=True).get(pk=trigger.pk)
        if known := _known(trigger, webhook_id):
            return known
        _check_rate(trigger)
        call = bodies.parse(body)
        page = target.find(call.page)
        target.allow(trigger, call.action, page)
        wake.trigger_soon()
        return TriggerCall.objects.create(
            trigger=trigger,
            webhook_id=webhook_id,
            action=call.action,
            target=dict(call.page),
            page_id=page.pk,
            file=call.file,
            due_at=call.at or timezone.now(),
        )


def _known(trigger: Trigger, webhook_id: str) -> TriggerCall | None:
    acted = TriggerCall.objects.exclude(state=TriggerCall.State.REFUSED)
    return acted.filter(trigger=trigger, webhook_id=webhook_id).first()


def _check_rate(trigger: Trigger) -> None:
    """Verified calls count, so that nobody without the secret can use up the trigger's share."""
    since = timezone.now() - MINUTE
    recent = TriggerCall.objects.filter(trigger=trigger, received_at__gt=since).exclude(webhook_id="")
    times = recent.exclude(status=429).order_by("-received_at").values_list("received_at", flat=True)
    counted = list(times[: trigger.per_minute])
    if len(counted) >= trigger.per_minute:
        wait = int((counted[-1] - since).total_seconds()) + 1 if counted else 60
        raise Refusal(429, "too_many_calls", f"At most {trigger.per_minute} calls a minute.", wait)
