"""What was announced to a channel, as `/changes` gives it: in the order of announcement, with its bytes."""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from newswire.publisher.dispatch.payloads import unpacked
from newswire.publisher.models import Channel, Copy, Delivery, Payload, Publication
from newswire.publisher.profiles import Profile

logger = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024  # of one page of the feed; at least one item is always in it
LOOKED_AT = 5_000  # publications, for a page of a narrowed feed: it ends there, however few were wanted


class Body(NamedTuple):
    content: bytes  # exactly as it was announced
    type: str  # media type

    @property
    def item(self) -> bytes:
        """As it stands in a list in JSON: what is no JSON is text there."""
        if "json" in self.type:
            return self.content
        return json.dumps(self.content.decode(), ensure_ascii=False).encode()


@dataclass(frozen=True)
class Page:
    items: Sequence[bytes]  # see Body.item
    last: int  # the sequence of the last item; where there is none, the one asked for
    up_to_date: bool


def announced(channel: Channel, wants: Mapping[str, str]) -> QuerySet[Copy]:
    """What was announced to the channel: of each publication the latest, live or gone.

    A later announcement moves the row towards the end. So a reader who follows the sequence from 0
    to the end has met the present state of every publication, whatever happened meanwhile.
    """
    lookups = {"lang": "publication__lang", "type": "publication__page_type", "state": "announced_state"}
    filters = {lookups[name]: value for name, value in wants.items()}
    return Copy.objects.filter(channel=channel, announced_sequence__gt=0, **filters)


def read(channel: Channel, after: int, limit: int, wants: Mapping[str, str]) -> Page:
    """The next `limit` items after that sequence; fewer at MOST_BYTES, none after LOOKED_AT that fit not."""
    upto = _upto(channel, after) if wants else None
    sequences = list(_sequences(announced(channel, wants), after, upto)[: limit + 1])
    more = len(sequences) > limit
    bodies = bodies_of(channel, sequences[:limit])
    items: list[bytes] = []
    size, last = 0, after
    for sequence in sequences[:limit]:
        if (found := bodies.get(sequence)) is None:
            logger.error("channel=%s the body of %s is kept no longer", channel.pk, sequence)
            last = sequence
            continue
        body = found.item
        if items and size + len(body) > MOST_BYTES:
            more = True
            break
        items.append(body)
        size, last = size + len(body), sequence
    if upto and not more:
        return Page(items, upto, False)
    return Page(items, last, not more)


def _upto(channel: Channel, after: int) -> int | None:
    """The sequence up to which a narrowed page looks; None: to the end."""
    following = _sequences(announced(channel, {}), after, None)
    return following[LOOKED_AT - 1 : LOOKED_AT].first()


def _sequences(rows: QuerySet[Copy], after: int, upto: int | None) -> QuerySet:
    within = rows.filter(announced_sequence__gt=after)
    if upto:
        within = within.filter(announced_sequence__lte=upto)
    return within.order_by("announced_sequence").values_list("announced_sequence", flat=True)


def latest_of(channel: Channel, publication: UUID) -> Body | None:
    """What a site is to hold of it; None where nothing of it was announced to the channel."""
    told = Copy.objects.filter(channel=channel, publication__uuid=publication, announced_sequence__gt=0)
    latest, seen = told.values_list("announced_sequence", flat=True), 0
    # Of what was told before the latest the body may be dropped between our two looks.
    while (sequence := latest.first() or 0) != seen:
        if body := whole_of(channel, sequence):
            return body
        seen = sequence
    return None


def whole_of(channel: Channel, sequence: int) -> Body | None:
    """What a site is to hold, also where it was sent a notice alone; None where it is kept no longer."""
    if channel.mode == Channel.Mode.THIN:
        whole = Payload.objects.filter(event=sequence, profile=Profile.of(channel).whole.name).first()
        if whole is not None:
            return Body(unpacked(whole), whole.content_type)
    return bodies_of(channel, [sequence]).get(sequence)


def bodies_of(channel: Channel, sequences: Sequence[int]) -> dict[int, Body]:
    """The bytes announced to this channel under each sequence: one query.

    A second one for what was not sent to it, since its kind cannot say that a page is gone. Whatever else is
    missing was dropped; what is left of it are the formats of others.
    """
    sent = Delivery.objects.filter(channel=channel, event__in=sequences).select_related("payload")
    payloads = {delivery.event_id: delivery.payload for delivery in sent.order_by("round")}
    if unsent := [sequence for sequence in sequences if sequence not in payloads]:
        profile = Profile.of(channel).name
        # In the same look: what was told anew meanwhile may be pruned, and others' bytes are not its.
        still = Copy.objects.filter(channel=channel, announced_sequence__in=unsent)
        events = still.values("announced_sequence")
        gone = Payload.objects.filter(event__in=events, event__state=Publication.State.GONE)
        ours_last = sorted(gone.order_by("profile"), key=lambda payload: payload.profile == profile)
        payloads |= {payload.event_id: payload for payload in ours_last}
    return {sequence: Body(unpacked(payload), payload.content_type) for sequence, payload in payloads.items()}
