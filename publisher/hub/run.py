"""Confirms what was asked for, and sends feeds that have changed. One subscription at a time, in Celery."""

import logging
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from newswire.publisher import conf, errands
from newswire.publisher.models import HubSubscription, HubTopic

from . import confirm, distribute, topics

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
    return errands.act(HubSubscription, _settle, seconds)


def _settle(row: HubSubscription) -> None:
    try:
        if row.asked:
            confirm.settle(row)
        elif row.holds:
            distribute.settle(row)
        else:
            errands.held(row).delete()
    except Exception as error:
        logger.exception("subscription %s failed", row.pk)
        errands.close(row, row.State.FAILED, type(error).__name__, asked="", version=row.topic.version)


def _forget() -> None:
    """Leases that ended, and feeds that nobody has subscribed to."""
    HubSubscription.objects.filter(expires_at__lt=timezone.now(), asked="").delete()
    unread = HubTopic.objects.filter(subscriptions=None)
    unread.filter(read_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
