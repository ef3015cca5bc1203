from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from newswire.publisher import secrets
from newswire.publisher.models import Channel, PortalToken

PREFIX = "nwp_"  # lets a secret scanner know it
BETWEEN_TESTS = timedelta(seconds=30)


def create(channel: Channel) -> secrets.Plain:
    """A new token, in plain: shown once, only its digest is kept. The one before it ends."""
    token = secrets.new_token(PREFIX)
    with transaction.atomic():
        revoke(channel)
        PortalToken.objects.create(channel=channel, digest=secrets.digest(token))
    return token


def revoke(channel: Channel) -> bool:
    """Whether there was one that still opened."""
    return bool(valid(channel).update(revoked_at=timezone.now()))


def valid(channel: Channel) -> QuerySet[PortalToken]:
    return PortalToken.objects.filter(channel=channel, revoked_at=None)


def opened_by(token: str) -> PortalToken | None:
    """None where there is no such token, or it was revoked."""
    found = PortalToken.objects.filter(digest=secrets.digest(token), revoked_at=None)
    return found.select_related("channel__lane").first()


def may_test(row: PortalToken) -> bool:
    """Whether a test may be sent now; the next only after BETWEEN_TESTS. One statement: two cannot both."""
    now = timezone.now()
    rested = Q(tested_at=None) | Q(tested_at__lte=now - BETWEEN_TESTS)
    return bool(PortalToken.objects.filter(rested, pk=row.pk, revoked_at=None).update(tested_at=now))
