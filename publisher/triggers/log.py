"""Keeps refused calls where operators can see them, without letting a caller fill the table."""

import logging
from datetime import timedelta

from django.utils import timezone

from newswire.publisher.models import Trigger, TriggerCall

from .refusal import Refusal

logger = logging.getLogger(__name__)

KEPT_AN_HOUR = 100  # refusals of one trigger, of signed and of unsigned calls each; then only logged


def refused(trigger: Trigger, refusal: Refusal, webhook_id: str) -> None:
    """Notes one refused call; `webhook_id` is empty where the signature was bad."""
    logger.info("trigger %s refused: %s", trigger.slug, refusal.code)
    hour = timezone.now() - timedelta(hours=1)
    rows = TriggerCall.objects.filter(trigger=trigger, received_at__gt=hour, state=TriggerCall.State.REFUSED)
    alike = rows.exclude(webhook_id="") if webhook_id else rows.filter(webhook_id="")
    if alike.count() >= KEPT_AN_HOUR:
        return
    TriggerCall.objects.create(
        trigger=trigger,
        webhook_id=webhook_id,
        state=TriggerCall.State.REFUSED,
        status=refusal.status,
        reason=str(refusal)[:500],
        done_at=timezone.now(),
    )
