"""Mails what has been noted, all of it in one mail to each; what cannot be mailed is tried again."""

import logging
import smtplib
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from wagtail.admin.mail import send_mail

from newswire.publisher import rows
from newswire.publisher.models import Alarm

from . import texts
from .recipients import Recipient, recipients

logger = logging.getLogger(__name__)

TIMEOUT = 10  # seconds for a mail server, where EMAIL_TIMEOUT does not say
BROKEN = (TimeoutError, ConnectionError, smtplib.SMTPServerDisconnected)  # the next would wait as long
AT_ONCE = 10_000  # alarms in one mail: some of each site, where all fail and are back
FIRST_WAIT = timedelta(minutes=1)  # doubled with each try
LONGEST_WAIT = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=1)  # old news; the status page has said it all the while


def send() -> int:
    """Mails every alarm that is due; how many were. Raises nothing that a mail server may do."""
    alarms = _taken()
    if not alarms:
        return 0
    told = recipients()
    if not told:
        logger.warning("nobody can be told by mail: no user who may change channels has an address")
        return _close(alarms)
    try:
        _mail(_latest(alarms), told)
    except Exception as error:
        return _put_off(alarms, error)
    return _close(alarms)


def _taken() -> list[Alarm]:
    """What is due, for us alone until it is due again: a worker lost while mailing loses nothing."""
    now = timezone.now()
    with transaction.atomic():
        due = Alarm.objects.filter(told_at=None, due_at__lte=now).order_by("pk")
        alarms = list(due.select_for_update(skip_locked=True)[:AT_ONCE])
        for tries in {alarm.tries for alarm in alarms}:
            _rows(alarm for alarm in alarms if alarm.tries == tries).update(
                due_at=now + min(FIRST_WAIT * 2 ** min(tries, 20), LONGEST_WAIT), tries=min(tries + 1, 1000)
            )
    return list(_rows(alarms).select_related("channel", "job").order_by("pk"))


def _rows(alarms: Iterable[Alarm]) -> QuerySet[Alarm]:
    return Alarm.objects.filter(pk__in=rows.given(alarm.pk for alarm in alarms))


def _latest(alarms: Iterable[Alarm]) -> list[Alarm]:
    """Of each site the last: a mail that comes late says how it is, not how it was. Bad news first."""
    last = {(alarm.channel_id, alarm.job_id): alarm for alarm in alarms}
    good = Alarm.Kind.RECOVERED
    return sorted(last.values(), key=lambda one: (one.channel_id is not None, one.kind == good))


def _mail(alarms: Sequence[Alarm], told: Sequence[Recipient]) -> None:
    """One that the server refuses keeps back no other. Raises where it took none at all."""
    connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or TIMEOUT)
    taken, refused = 0, None
    connection.open()
    try:
        for one in told:
            try:
                _write(alarms, one, connection)
                taken += 1
            except Exception as error:  # whatever a host's own mail backend raises
                logger.warning("a recipient cannot be told by mail: %s", type(error).__name__)
                refused = error
                if isinstance(error, BROKEN):
                    break
    finally:
        connection.close()
    if refused and not taken:
        raise refused


def _write(alarms: Sequence[Alarm], to: Recipient, connection: Any) -> None:
    with translation.override(to.lang):
        send_mail(texts.subject(alarms), texts.body(alarms), [to.address], connection=connection)


def _put_off(alarms: Sequence[Alarm], error: Exception) -> int:
    logger.warning("alarms cannot be mailed, tried again later: %s", type(error).__name__)
    put_off = _rows(alarms)
    # Its kind alone: what a mail server says may hold a name or a password.
    put_off.update(error=type(error).__name__)
    put_off.filter(created_at__lt=timezone.now() - GIVEN_UP_AFTER).update(told_at=timezone.now())
    return 0


def _close(alarms: Sequence[Alarm]) -> int:
    return _rows(alarms).update(told_at=timezone.now(), error="")
