"""Which publications to look at next: the most urgent, then the longest waiting."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.utils import timezone

from newswire.publisher.models import Publication

from .release import release

# How long another worker leaves a page alone that is being rendered. A soft claim: should a render
# take longer, both announce nothing but the newest, since settling compares generations again.
LEASE = timedelta(seconds=15)
# Frees the commit of a claim from waiting for PostgreSQL's disk: one that a crash undoes is made again.
UNHURRIED = Func(
    Value("synchronous_commit"), Value("off"), Value(True), function="set_config", output_field=TextField()
)


def claim(limit: int) -> list[int]:
    """At most `limit` ids of unsettled publications that nobody renders and no transaction holds."""
    now = timezone.now()
    free = unsettled().filter(_is_free(), _is_due(now)).order_by("priority", "captured_at")
    if connection.vendor == "sqlite":
        if not free.exists():  # a transaction would take the one write lock
            return []
    else:
        free = free.annotate(unhurried=UNHURRIED)
    with transaction.atomic():
        ids = [one.pk for one in free.select_for_update(skip_locked=True).only("pk")[:limit]]
        if ids:
            Publication.objects.filter(pk__in=ids).update(
                rendering_until=now + LEASE, render_generation=F("generation")
            )
    return ids


def release_claims(ids: Iterable[int]) -> None:
    """Gives back what was claimed and not settled; what a transaction holds keeps its lease."""
    with transaction.atomic():
        held = Publication.objects.filter(pk__in=list(ids), rendering_until__isnull=False)
        free = list(held.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Publication.objects.filter(pk__in=free).update(rendering_until=None)


def unsettled() -> QuerySet[Publication]:
    return Publication.objects.filter(generation__gt=F("settled"))


def _is_free() -> Q:
    """Not being rendered, or only in a generation that is over."""
    now = timezone.now()
    return Q(rendering_until=None) | Q(rendering_until__lte=now) | Q(generation__gt=F("render_generation"))


def _is_due(now: datetime) -> Q:
    """A page that failed waits its time, unless it or the code has changed since."""
    changed = Q(generation__gt=F("render_generation")) | ~Q(render_release=release())
    return Q(render_retry_at=None) | Q(render_retry_at__lte=now) | (~Q(render_error="") & changed)
