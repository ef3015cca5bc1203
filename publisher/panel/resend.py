"""“Send again”: what waits is tried now, all else by a job of its site, since it has to be rendered."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db import transaction

from newswire.publisher import jobs, wake
from newswire.publisher.deliver.sooner import try_now
from newswire.publisher.models import Channel, Copy, Job, Publication

from .board import Board
from .reading import asked
from .rows import Kind, Row


class Asked(NamedTuple):
    sites: int  # that will be sent it again
    already: int  # somebody had just asked for the same


def send_rows_again(board: Board, rows: Iterable[Row], actor: Any) -> Asked:
    """These sites of one page. Those that were asked for already are left as they are."""
    publication = board.publication
    if publication is None:
        return Asked(0, 0)
    wanted = [row for row in rows if row.can_be_sent]
    with transaction.atomic():
        # Of two editors at once, the second finds what the first has asked for.
        held = Publication.objects.select_for_update().get(pk=publication.pk)
        if held.generation > held.settled:
            wake.dispatch_soon()  # meanwhile it is passed over
        before, there = asked([publication.pk]), _held([row.channel.pk for row in wanted])
        wanted = [row for row in wanted if row.channel.pk in there]
        fresh = [row for row in wanted if (publication.pk, row.channel.pk) not in before]
        waiting = {row.channel.pk for row in fresh if row.kind in (Kind.WAITING, Kind.RETRYING)}
        for row in fresh:
            if row.channel.pk not in waiting:
                kind = Job.Kind.REPLAY if row.is_told else Job.Kind.BACKFILL
                _start(kind, row.channel, [publication.pk], actor)
        try_now([(channel_id, publication.pk) for channel_id in waiting])
    return Asked(len(fresh), len(wanted) - len(fresh))


def send_pages_again(page_ids: Iterable[int], actor: Any) -> int:
    """Many pages, to every site that was told of one: a job each. Returns how many sites."""
    found = Publication.objects.filter(page_id__in=list(page_ids)).values_list("pk", flat=True)
    told = _told(list(found))
    with transaction.atomic():
        for channel, publication_ids in told.items():
            _start(Job.Kind.REPLAY, channel, publication_ids, actor)
        try_now([(channel.pk, one) for channel, publication_ids in told.items() for one in publication_ids])
    return len(told)


def _held(channel_ids: list[int]) -> set[int]:
    """Those that are still there, and stay until the end of the transaction: a job needs its channel."""
    rows = Channel.objects.filter(pk__in=channel_ids).select_for_update(no_key=True).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _told(publication_ids: list[int]) -> Mapping[Channel, list[int]]:
    copies = Copy.objects.filter(
        publication__in=publication_ids, announced_sequence__gt=0, channel__started_at__isnull=False
    )
    told = defaultdict(list)
    for copy in copies.select_related("channel").order_by("channel", "publication"):
        told[copy.channel].append(copy.publication_id)
    return told


def _start(kind: str, channel: Channel, publication_ids: list[int], actor: Any) -> None:
    """Without a rate: these are few, and somebody waits for them."""
    scope = jobs.Scope(publications=tuple(publication_ids))
    jobs.start(kind, channel, scope, actor, per_minute=0)
