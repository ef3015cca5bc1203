"""Which publications to look at next: the most urgent, then the longest waiting."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.utils import timezone

from newswire.publisher.compiled import compiled
from newswire.publisher.models import Publication

from .release import release

BATCH = 8  # publications claimed together: few, since a lost worker keeps them for a lease
# How long another worker leaves a page alone that is being rendered. A soft claim: should a render
# take longer, both announce nothing but the newest, since settling compares generations again.
LEASE = timedelta(seconds=15)
# Frees the commit of a claim from waiting for PostgreSQL's disk: one that a crash undoes is made again.
UNHURRIED = Func(
    Value("synchronous_commit"), Value("off"), Value(True), function="set_config", output_field=TextField()
)


def claim() -> list[int]:
    """At most BATCH ids of unsettled publications that nobody renders and no transaction holds."""
    now = timezone.now()
    if connection.vendor == "sqlite" and not _due(now, release()):  # a transaction takes the one write lock
        return []
    with transaction.atomic():
        ids = [one.pk for one in _locked(now, release())]
        if ids:
            Publication.objects.filter(pk__in=ids).update(
                rendering_until=now + LEASE, render_generation=F("generation")
            )
    return ids


@compiled
def _due(now: datetime, code: str) -> QuerySet[Publication]:
    return _in_order(now, code)[:1]


@compiled
def _locked(now: datetime, code: str) -> QuerySet[Publication]:
    due = _in_order(now, code)
    if connection.vendor == "postgresql":
        due = due.annotate(unhurried=UNHURRIED)
    return due.select_for_update(skip_locked=True)[:BATCH]


def _in_order(now: datetime, code: str) -> QuerySet[Publication]:
    due = unsettled().filter(_is_free(now), _is_due(now, code))
    return due.order_by("priority", "captured_at").only("pk")


def release_claims(ids: Iterable[int]) -> None:
    """Gives back what was claimed and not settled; what a transaction holds keeps its lease."""
    with transaction.atomic():
        held = Publication.objects.filter(pk__in=list(ids), rendering_until__isnull=False)
        free = list(held.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Publication.objects.filter(pk__in=free).update(rendering_until=None)


def unsettled() -> QuerySet[Publication]:
    return Publication.objects.filter(generation__gt=F("settled"))


def _is_free(now: datetime) -> Q:
    """Not being rendered, or only in a generation that is over."""
    return Q(rendering_until=None) | Q(rendering_until__lte=now) | Q(generation__gt=F("render_generation"))


def _is_due(now: datetime, code: str) -> Q:
    """A page that failed waits its time, unless it or the code has changed since."""
    changed = Q(generation__gt=F("render_generation")) | ~Q(render_release=code)
    return Q(render_retry_at=None) | Q(render_retry_at__lte=now) | (~Q(render_error="") & changed)
