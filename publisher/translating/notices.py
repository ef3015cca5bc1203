"""Mails translators who asked for it that a source of theirs has changed: never in a request.

What is out of date is read from the same rows as on the desk, and what was mailed stands in the person's
own row. So a lost worker or a mail server that is down costs time alone.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import swapper
from django.conf import settings
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone, translation
from wagtail.admin.mail import send_mail

from newswire.publisher import one_by_one
from newswire.publisher.alarms.mail import FIRST_WAIT, LONGEST_WAIT, TIMEOUT
from newswire.publisher.alarms.recipients import Recipient, recipient
from newswire.publisher.models import Comparison, LiveText, TranslatorNotice

from . import notice_words
from .desk import Cell, articles

logger = logging.getLogger(__name__)

# Who saves a text again and again has changed it once, and pages published together are one change.
QUIET = timedelta(minutes=2)
LONGEST_QUIET = timedelta(minutes=15)
# A change counts from its row's time, which is visible only when its transaction ends.
LATE = timedelta(hours=1)
MOST = 200  # changed sources in one mail
AT_ONCE = 50  # people in one run


@dataclass(frozen=True)
class Changed:
    """A version whose source has changed since this person translated or confirmed it."""

    source: Any
    lang: str
    page_id: int  # the version's
    digest: str  # of the source, as it is now
    at: datetime


def send() -> int:
    """Mails all whom something waits for; how many mails went out. Raises nothing of a mail server."""
    return one_by_one.total(_taken(), _served)


def _served(notice: TranslatorNotice) -> bool:
    """Looks, and mails what is news; did a mail go out? What is still being changed waits."""
    now = timezone.now()
    stale = _stale(notice)
    news = [one for one in stale if notice.told.get(str(one.page_id)) != one.digest]
    to = recipient(notice.user)
    if news and _is_still_going_on(news, now):
        return _keep(notice, due_at=now, tries=0)
    if news and to is not None and not _mailed(news, to):
        return False
    _keep(notice, due_at=now, tries=0, looked_at=now, told={str(one.page_id): one.digest for one in stale})
    return bool(news and to)


def _keep(notice: TranslatorNotice, **columns: Any) -> bool:
    TranslatorNotice.objects.filter(pk=notice.pk).update(**columns)
    return False


def _taken() -> list[TranslatorNotice]:
    """Those due, for us alone until they are due again."""
    now = timezone.now()
    with transaction.atomic():
        due = TranslatorNotice.objects.filter(due_at__lte=now, user__is_active=True).order_by("due_at", "pk")
        notices = list(due.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
        for notice in notices:
            notice.due_at = now + min(FIRST_WAIT * 2 ** min(notice.tries, 10), LONGEST_WAIT)
            notice.tries = min(notice.tries + 1, 1000)
        TranslatorNotice.objects.bulk_update(notices, ["due_at", "tries"])
    rows = TranslatorNotice.objects.filter(pk__in=[notice.pk for notice in notices])
    return list(rows.select_related("user__wagtail_userprofile"))


def _is_still_going_on(news: list[Changed], now: datetime) -> bool:
    return news[-1].at > now - QUIET and news[0].at > now - LONGEST_QUIET


def _mailed(news: list[Changed], to: Recipient) -> bool:
    connection = get_connection(timeout=getattr(settings, "EMAIL_TIMEOUT", None) or TIMEOUT)
    try:
        with translation.override(to.lang):
            words = notice_words.subject(news), notice_words.body(news)
            send_mail(*words, [to.address], connection=connection)
    except Exception as error:  # whatever a host's own mail backend raises
        # Its kind alone: what a mail server says may hold a name or a password.
        logger.warning("a translator cannot be told by mail, tried again later: %s", type(error).__name__)
        return False
    return True


def _stale(notice: TranslatorNotice) -> list[Changed]:
    theirs = _versions(notice.user)
    differs = theirs.filter(source_id=OuterRef("page_id")).exclude(digest=OuterRef("digest"))
    after = max(notice.looked_at - LATE, notice.since)
    rows = list(
        LiveText.objects.filter(Exists(differs), is_source=True, changed_at__gt=after).order_by(
            "changed_at", "pk"
        )[:MOST]
    )
    by_key: dict[UUID, LiveText] = {row.set_key: row for row in rows}
    mine = set(theirs.filter(source_id__in=[row.page_id for row in rows]).values_list("page_id", flat=True))
    found = [
        Changed(one.source, lang, page_id, by_key[one.set_key].digest, by_key[one.set_key].changed_at)
        for one in articles(rows)
        for lang, page_id in one.pages.items()
        if one.cells[lang] == Cell.STALE and page_id in mine
    ]
    return [one for one in found if _may_edit(notice.user, one.page_id)]


def _versions(user: Any) -> QuerySet[Comparison]:
    """What this person began, or said last that it matches."""
    owned = _pages().filter(owner=user).values("pk")
    return Comparison.objects.exclude(digest="").filter(Q(by=user) | Q(page_id__in=owned))


def _may_edit(user: Any, page_id: int) -> bool:
    return bool(_pages().get(pk=page_id).permissions_for_user(user).can_edit())


def _pages() -> QuerySet:
    return swapper.load_model("wagtailcore", "Page").objects.order_by()
