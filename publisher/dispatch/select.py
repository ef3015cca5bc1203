"""Which publications to look at next: the most urgent, then the longest waiting."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from newswire.publisher import rows
from newswire.publisher.compiled import compiled, compiled_by_key
from newswire.publisher.models import Publication

from .channels import fingerprint
from .release import release

BATCH = 8  # publications claimed together: few, since a lost worker keeps them for a lease
# How long another worker leaves a page alone that is being rendered. A soft claim: should a render
# take longer, both announce nothing but the newest, since settling compares generations again.
LEASE = timedelta(seconds=15)

# Its commit does not wait for PostgreSQL's disk: a claim that a crash undoes is made again.
CLAIM = """WITH due AS MATERIALIZED ({due} {lock})
    UPDATE newswire_publisher_publication SET rendering_until = %s, render_generation = generation
    WHERE id IN (SELECT id FROM due) RETURNING {unhurried}, {channels}, priority, captured_at, {facts}"""


class Claimed(NamedTuple):
    """An unsettled publication, as it was when it was claimed."""

    id: int
    generation: int
    settled: int
    traceparent: str


class Claims(NamedTuple):
    publications: list[Claimed]
    until: datetime  # nobody else's end at the same microsecond: whose claim a row has is told by it
    channels: str | None = None  # their fingerprint, for who reads them next


def claim() -> Claims:
    """At most BATCH unsettled publications that nobody renders and no transaction holds.

    One statement, and so no transaction to begin and to end.
    """
    now, code = timezone.now(), release()
    until = now + LEASE
    if connection.vendor == "sqlite" and not _due(now, code):  # a statement that writes takes the one lock
        return Claims([], until)
    due, parameters = _due.sql(now, code)
    claim = CLAIM.format(
        due=due,
        lock=rows.skip_locked("newswire_publisher_publication"),
        unhurried=rows.unhurried(),
        channels=fingerprint(),
        facts=", ".join(Claimed._fields),
    )
    found = rows.execute(claim, [*parameters, rows.value(until)], keep_plan=True)
    # In the order of the look: RETURNING keeps none.
    publications = [Claimed._make(facts) for _, _, *facts in sorted(row[2:] for row in found)]
    return Claims(publications, until, found[0][1] if found else None)


def again(publication_id: int) -> Claimed:
    """The same of one that was claimed, as it is now."""
    return Claimed._make(_state.get(publication_id))


@compiled_by_key
def _state(publication_id: int) -> QuerySet[Publication, tuple[int, int, int, str]]:
    return Publication.objects.filter(pk=publication_id).values_list(*Claimed._fields)


@compiled
def _due(now: datetime, code: str) -> QuerySet[Publication]:
    due = unsettled().filter(_is_free(now), _is_due(now, code))
    return due.order_by("priority", "captured_at").only("pk")[:BATCH]


def give_back(claims: Mapping[int, datetime]) -> dict[int, datetime]:
    """Gives back what was claimed until then and not settled; those that a transaction holds, which keep
    their lease. What somebody else has claimed meanwhile is theirs."""
    of_ours = {"pk__in": list(claims), "rendering_until__in": set(claims.values())}
    ours = Publication.objects.filter(**of_ours).order_by()
    with transaction.atomic():
        free = set(ours.select_for_update(skip_locked=True).values_list("pk", flat=True))
        held = set(ours.values_list("pk", flat=True)) - free
        Publication.objects.filter(pk__in=free).update(rendering_until=None)
    return {pk: claims[pk] for pk in held}


def unsettled() -> QuerySet[Publication]:
    return Publication.objects.filter(generation__gt=F("settled"))


def _is_free(now: datetime) -> Q:
    """Not being rendered, or only in a generation that is over."""
    return Q(rendering_until=None) | Q(rendering_until__lte=now) | Q(generation__gt=F("render_generation"))


def _is_due(now: datetime, code: str) -> Q:
    """A page that failed waits its time, unless it or the code has changed since."""
    changed = Q(generation__gt=F("render_generation")) | ~Q(render_release=code)
    return Q(render_retry_at=None) | Q(render_retry_at__lte=now) | (~Q(render_error="") & changed)
