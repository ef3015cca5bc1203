"""Which sendings have stopped and need somebody: what counts or lists them asks here, so that all agree."""

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from newswire.publisher.models import Delivery


def needs_somebody() -> Q:
    """Parked, and nothing newer of its page was queued for its channel since: neither a version nor a replay.

    What speaks of no page, as a notice to an operators' channel, is replaced by nothing.
    """
    since = Delivery.objects.filter(
        channel=OuterRef("channel"), publication=OuterRef("publication"), event__gte=OuterRef("event")
    ).exclude(state=Delivery.State.CANCELLED)
    # One look into the index of a page's sendings for each. An Exists may be planned as a join instead, which
    # by wrong statistics reads all that was ever sent.
    newest = since.order_by("-event", "-round").values("pk")[:1]
    return Q(state=Delivery.State.PARKED, pk=Coalesce(Subquery(newest), "pk"))


def stopped() -> QuerySet[Delivery]:
    return Delivery.objects.filter(needs_somebody())
