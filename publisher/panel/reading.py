"""All rows behind the panel, in a fixed number of queries whatever the number of sites and languages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import swapper
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from newswire.publisher.dispatch.match import Audience
from newswire.publisher.models import Channel, Copy, Delivery, Embargo, Heartbeat, Job, Publication

# No worker for so long, and editors are told that sending is stopped.
STOPPED_AFTER = timedelta(minutes=2)
AGAIN = (Job.Kind.REPLAY, Job.Kind.BACKFILL)


class Told(NamedTuple):
    """What one channel was told of one publication, and how the last sending of it stands."""

    copy: Copy
    delivery: Delivery | None  # None: pruned, or never queued for a kind that cannot withdraw


@dataclass(frozen=True)
class Reading:
    audience: Audience  # its channels in the order of their names, each with its lane
    section_titles: Mapping[int, str]
    publications: Mapping[int, Publication]  # of the page and its language versions, by page id
    told: Mapping[tuple[int, int], Told]  # by the ids of publication and channel
    asked: frozenset[tuple[int, int]]  # likewise: a job is about to send it again
    sending_is_stopped: bool
    ahead: Mapping[int, bool]  # by page id, under embargo alone: do trusted sites get it before?

    def told_of(self, publication: Publication | None, channel: Channel) -> Told | None:
        return self.told.get((publication.pk, channel.pk)) if publication else None


def read(page_id: int, set_key: UUID | None) -> Reading:
    """At most six queries. `set_key`: of its language versions; None for a page that has none."""
    channels = list(_channels(page_id))
    sections = _sections(channels)
    versions = Q(set_key=set_key) if set_key else Q()
    found = _publications(Q(page_id=page_id) | versions) if channels else ()
    publications = {one.page_id: one for one in found}
    ids = [one.pk for one in publications.values()]
    return Reading(
        audience=Audience(
            {channel.pk: channel for channel in channels}, {page.pk: page.path for page in sections}
        ),
        section_titles={page.pk: page.title for page in sections},
        publications=publications,
        told=_told(ids) if ids else {},
        asked=asked(ids) if any(channel.has_jobs for channel in channels) else frozenset(),
        sending_is_stopped=any(not channel.is_worked for channel in channels[:1]),
        ahead={page_id: channels[0].ahead} if channels and channels[0].ahead is not None else {},
    )


def _channels(page_id: int) -> QuerySet[Any]:
    """With what else is asked once: a query of its own for each would be one more in every editor."""
    lately = Now() - STOPPED_AFTER  # by the database's clock, as workers note it
    working = Heartbeat.objects.filter(role="worker", seen_at__gt=lately)
    jobs = Job.objects.filter(channel=OuterRef("pk"), state=Job.State.RUNNING, kind__in=AGAIN)
    embargo = Embargo.objects.filter(page_id=page_id, until__gt=Now())
    return (
        Channel.objects.select_related("lane")
        .annotate(
            has_jobs=Exists(jobs), is_worked=Exists(working), ahead=Subquery(embargo.values("ahead")[:1])
        )
        .order_by("name")
    )


def _publications(which: Q) -> QuerySet[Any]:
    """Each with where its page stands now and whose it is; no path where it is deleted."""
    pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk=OuterRef("page_id"))
    return Publication.objects.filter(which).annotate(
        page_path=Subquery(pages.values("path")[:1]), page_owner=Subquery(pages.values("owner")[:1])
    )


def _sections(channels: Iterable[Channel]) -> list[Any]:
    named = {page_id for channel in channels for page_id in channel.sections}
    return list(swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=named)) if named else []


def _told(publication_ids: list[int]) -> dict[tuple[int, int], Told]:
    copies = Copy.objects.filter(publication__in=publication_ids)
    deliveries = {
        (one.publication_id, one.channel_id): one for one in Delivery.objects.filter(pk__in=latest_of(copies))
    }
    return {
        key: Told(copy, deliveries.get(key))
        for copy in copies
        if (key := (copy.publication_id, copy.channel_id))
    }


def latest_of(copies: QuerySet[Copy]) -> QuerySet:
    """The id of the last delivery for each copy, by the index of a page's deliveries."""
    last = Delivery.objects.filter(channel=OuterRef("channel"), publication=OuterRef("publication"))
    newest = last.order_by("-event", "-round").values("pk")[:1]
    return copies.annotate(last=Subquery(newest)).order_by().values("last")


def asked(publication_ids: Collection[int]) -> frozenset[tuple[int, int]]:
    """By the ids of publication and channel: what jobs are about to send again."""
    running = Job.objects.filter(state=Job.State.RUNNING, kind__in=AGAIN, channel__isnull=False)
    return frozenset(
        (publication_id, channel_id)
        for channel_id, scope, cursor in running.values_list("channel_id", "scope", "cursor")
        for publication_id in set(scope.get("publications", ())) & set(publication_ids)
        if publication_id > cursor
    )
