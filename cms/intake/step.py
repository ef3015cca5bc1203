"""Works off what has arrived, oldest first, each row by whoever claims it first."""

import logging
import time
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from .follow import follow
from .models import IncomingArticle

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)  # longer than any article's pictures take
LONGEST_WAIT = timedelta(hours=6)


def step(seconds: float) -> int:
    """How many articles were followed. Stops after about `seconds`; the rest is the next one's."""
    until, count = time.monotonic() + seconds, 0
    while time.monotonic() < until and (article := _claimed()):
        try:
            follow(article)
        except Exception as error:  # one article stops no other
            logger.exception("incoming=%s version=%s was not followed", article.pk, article.version)
            _again(article, error)
        count += 1
    return count


def _claimed() -> IncomingArticle | None:
    now = timezone.now()
    due = IncomingArticle.objects.filter(followed__lt=F("version"), due_at__lte=now)
    for article in due.select_related("site__section", "page").order_by("due_at", "pk")[:10]:
        same = due.filter(pk=article.pk, version=article.version)
        if same.update(due_at=now + LEASE):
            return article
    return None


def _again(article: IncomingArticle, error: Exception) -> None:
    """A wait that doubles, from a minute on; a newer version begins anew at once."""
    tries = article.tries + 1
    wait = min(LONGEST_WAIT, timedelta(minutes=2 ** min(tries - 1, 10)))
    reason = f"{type(error).__name__}: {error}"[:500]
    same = IncomingArticle.objects.filter(pk=article.pk, version=article.version)
    same.update(due_at=timezone.now() + wait, tries=tries, note=reason)
