"""Waits for confirmations, and raises the alarm where they do not come."""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from newswire.publisher import conf, dispatch, one_by_one
from newswire.publisher.alarms.note import note as note_alarm
from newswire.publisher.models import Alarm, Channel, Job, Publication

from .status import Status, status

logger = logging.getLogger(__name__)

UNCONFIRMED = "takedown.unconfirmed"
NAMED = 20  # sites in one notice
LONGEST_PAUSE = timedelta(minutes=10)  # between two looks at one that is late


def watch(seconds: float = 5.0) -> int:
    """Looks at takedowns under way, for about so long; how many of those still wait.

    At each until its alarm was raised, and then ever more rarely: one that went to a mail is never confirmed,
    and a look reads what each site holds of it.
    """
    deadline = time.monotonic() + seconds
    due = Q(leased_until=None) | Q(leased_until__lte=timezone.now())
    running = Job.objects.filter(due, kind=Job.Kind.TAKEDOWN, state=Job.State.RUNNING)
    in_turn = running.order_by(F("leased_until").asc(nulls_first=True), "pk")
    return one_by_one.total((job for job in in_turn if time.monotonic() < deadline), _look)


def unconfirmed(job: Job) -> str:
    """What was taken down, and the sites that have not confirmed it by now, in a sentence."""
    found = status(job)
    if found.waiting:
        return _note(found)
    return _("“%(title)s” was taken down, and all sites have confirmed it now.") % {"title": _title(job)}


def _look(job: Job) -> bool:
    found = status(job)
    row = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING)
    if not found.waiting:
        row.update(done=job.total, state=Job.State.DONE, finished_at=timezone.now())
        return False
    if found.confirmed_copies != job.done:
        row.update(done=found.confirmed_copies, stepped_at=timezone.now())
    late = timezone.now() - job.created_at >= timedelta(minutes=conf.get().takedown_alarm_minutes)
    if late and job.alarmed_at is None:
        _alarm(found)
    elif job.alarmed_at is not None:
        now = timezone.now()
        row.update(leased_until=now + min((now - job.alarmed_at) / 10, LONGEST_PAUSE))
    return True


def _alarm(found: Status) -> None:
    """One event for each operators' channel, and the note that they were told, together or not at all."""
    job, note = found.job, _note(found)
    operators = Channel.objects.filter(for_operators=True, state=Channel.State.ACTIVE).order_by("pk")
    with transaction.atomic():
        untold = Job.objects.filter(pk=job.pk, alarmed_at=None)
        if not untold.update(alarmed_at=timezone.now()):
            return
        note_alarm(Alarm.Kind.TAKEDOWN, job.created_at, job=job)
        for channel in operators:
            dispatch.channel_event(channel, UNCONFIRMED, reason="taken_down", note=note, since=job.created_at)
    logger.error("takedown=%s %s", job.uuid, note)


def _note(found: Status) -> str:
    names = [one.channel.name for one in found.waiting]
    more = _(" and %(count)d more") % {"count": len(names) - NAMED} if len(names) > NAMED else ""
    return _("“%(title)s” was taken down, and not confirmed by: %(sites)s.") % {
        "title": _title(found.job),
        "sites": ", ".join(names[:NAMED]) + more,
    }


def _title(job: Job) -> str:
    titles = Publication.objects.filter(pk__in=job.scope["publications"]).order_by("pk")
    return next(iter(titles.values_list("title", flat=True)), "")
