"""Confirms what was asked for, and sends feeds that have changed, in Celery."""

import logging
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from newswire.publisher import conf, errands
from newswire.publisher.models import HubSubscription, HubTopic

from . import callbacks, confirm, distribute, topics
from .callbacks import Step

logger = logging.getLogger(__name__)

# A topic that was just asked for has no subscription for a moment.
FORGOTTEN_AFTER = timedelta(hours=1)


def act(seconds: float) -> int:
    """What is due, for about `seconds`; how many subscriptions it were."""
    if not conf.get().hub:
        return 0
    _forget()
    topics.refresh()
    now, states = timezone.now(), HubSubscription.State
    idle = HubSubscription.objects.filter(expires_at__gt=now, state__in=(states.DONE, states.FAILED))
    idle.filter(topic__version__gt=F("version")).update(state=states.WAITING, tries=0, due_at=now)
    return callbacks.take(_begin, _failed, seconds)


def _begin(row: HubSubscription) -> Step | None:
    if row.asked:
        return confirm.begin(row)
    if row.holds:
        return distribute.begin(row)
    errands.held(row).delete()
    return None


def _failed(row: HubSubscription, error: Exception) -> None:
    logger.error("subscription %s failed", row.pk, exc_info=error)
    errands.close(row, row.State.FAILED, type(error).__name__, asked="", version=row.topic.version)


def _forget() -> None:
    """Leases that ended, and feeds that nobody has subscribed to."""
    HubSubscription.objects.filter(expires_at__lt=timezone.now(), asked="").delete()
    unread = HubTopic.objects.filter(subscriptions=None)
    unread.filter(read_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
