"""Wagtail's `publish_scheduled` as a periodic task: to the second, and safe to run twice.

Unlike the command it does each object in a transaction of its own, under a lock on its row: two
beats never publish one twice, and one object that raises does not keep back the others.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import swapper
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Revision

from . import stopping
from .deliver import clock
from .models import Embargo

logger = logging.getLogger(__name__)

HORIZON = timedelta(seconds=10)  # the task's interval: what falls due before its next run
SECONDS = 20.0  # of one run: the other tasks of this worker get their turn between two


@dataclass(frozen=True)
class Outcome:
    done: int
    failed: tuple[str, ...]  # "host.HostPage 12: the error's words"
    next_due: datetime | None  # when to look next within HORIZON, None: then


def publish_due(embargoes_alone: bool = False) -> Outcome:
    """Publishes what is due and unpublishes what has expired, expired first as Wagtail does.

    Ends after SECONDS, or when the worker is told to stop; what is left is due at once.
    `embargoes_alone`: pages whose embargo ends, where a cron of the host's does the rest.
    """
    # A clock that is ahead would end an embargo before its time.
    now, ends = min(timezone.now(), clock.now()), time.monotonic() + SECONDS
    done = 0
    failed: list[str] = []
    for queryset, act in _embargoes_due(now) if embargoes_alone else _due(now):
        for key in list(queryset.values_list("pk", flat=True)):
            if stopping.is_set() or time.monotonic() > ends:
                return Outcome(done, tuple(failed), now)
            try:
                done += _act(queryset.filter(pk=key), act)
            except Exception as error:
                logger.exception("%s %s was due and could not be changed", queryset.model._meta.label, key)
                failed.append(f"{queryset.model._meta.label} {key}: {error}")
    return Outcome(done, tuple(failed), _next_due(now))


def _act(one: models.QuerySet, act: Callable[[models.Model], None]) -> int:
    with transaction.atomic():
        # Where another run holds the row or has done it, there is none.
        instance = one.select_for_update(skip_locked=True, of=("self",)).first()
        if instance is None:
            return 0
        act(instance)
        return 1


def _due(now: datetime) -> Iterator[tuple[models.QuerySet, Callable[[models.Model], None]]]:
    for model in _expiring():
        yield model._base_manager.filter(live=True, expire_at__lt=now).order_by("expire_at"), _expire
    yield Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"), _go_live


def _embargoes_due(now: datetime) -> Iterator[tuple[models.QuerySet, Callable[[models.Model], None]]]:
    held = [str(page_id) for page_id in Embargo.objects.values_list("page_id", flat=True)]
    page = swapper.load_model("wagtailcore", "Page")
    base = ContentType.objects.get_for_model(page)
    due = Revision.objects.filter(approved_go_live_at__lt=now, object_id__in=held, base_content_type=base)
    yield due.order_by("approved_go_live_at"), _go_live


def _expire(instance: DraftStateMixin) -> None:
    instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _go_live(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")


def _expiring() -> list[type[models.Model]]:
    page = swapper.load_model("wagtailcore", "Page")
    drafts = (model for model in apps.get_models() if issubclass(model, DraftStateMixin))
    return [page, *(model for model in drafts if not issubclass(model, page))]


def _next_due(now: datetime) -> datetime | None:
    # What has passed by our own clock, which is ahead, would be looked for again at once, and again.
    within = (max(now, timezone.now()), now + HORIZON)
    moments = [
        model._base_manager.filter(live=True, expire_at__range=within).aggregate(at=models.Min("expire_at"))
        for model in _expiring()
    ]
    moments.append(
        Revision.objects.filter(approved_go_live_at__range=within).aggregate(
            at=models.Min("approved_go_live_at")
        )
    )
    return min((moment["at"] for moment in moments if moment["at"]), default=None)
