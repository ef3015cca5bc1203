from datetime import datetime

from django.db.models import Max
from django.utils import timezone

from newswire.publisher.models import Channel


def old_secret_until(channel: Channel) -> datetime | None:
    """Until when an old secret signs beside the present one; None where there is none."""
    until: datetime | None = channel.secrets.filter(expires_at__gt=timezone.now()).aggregate(
        until=Max("expires_at")
    )["until"]
    return until
