from django.db.models import OuterRef, QuerySet, Subquery

from newswire.publisher.models import Attempt, Channel
from newswire.publisher.transports.base import ErrorKind

MOST_NAMED = 20  # by a probe


def failed_last(channels: QuerySet[Channel], kind: ErrorKind) -> QuerySet[Channel, str]:
    """The names of those whose last attempt failed for this."""
    last = Attempt.objects.filter(channel=OuterRef("pk")).order_by("-started_at").values("error")[:1]
    met = channels.alias(last=Subquery(last)).filter(last=kind)
    return met.order_by("name").values_list("name", flat=True)
