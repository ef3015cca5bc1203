from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from newswire.publisher.models import Channel, SealedSecret


def old_secret_until(channel: Channel) -> datetime | None:
    """Until when an old secret signs beside the present one; None where there is none."""
    old = channel.secrets.filter(kind=SealedSecret.Kind.HMAC, expires_at__gt=timezone.now())
    until: datetime | None = old.aggregate(until=Max("expires_at"))["until"]
    return until
