"""What follows from a difference: which announcements, to whom. Decides only; writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from newswire.publisher.models import HELD, Channel, Intent, Priority, Publication
from newswire.publisher.observed import scope

from . import types
from .announce import Announcement
from .match import Audience, gets
from .present import Present, follows, is_reached, withdrawal

OUT_OF_SCOPE = "out_of_scope"
TAKEN_DOWN = "taken_down"


class Told(NamedTuple):
    """What was announced to a channel of a publication, and what it has confirmed."""

    announced_state: str
    state: str


@dataclass(frozen=True)
class Plan:
    """In the order in which they are announced: the last one is the publication's version."""

    announcements: list[Announcement] = field(default_factory=list)
    is_announced: bool = False  # does the world now know what is?


def plan(present: Present, audience: Audience, copies: Mapping[int, Told]) -> Plan:
    """`copies`: by the ids of the channels."""
    return _live(present, audience, copies) if present.is_live else _gone(present, audience, copies)


def _gone(present: Present, audience: Audience, copies: Mapping[int, Told]) -> Plan:
    before, taken_down = present.before, present.reason == TAKEN_DOWN
    if before.state == Publication.State.GONE and not (taken_down and before.reason != TAKEN_DOWN):
        return Plan(is_announced=True)
    holding = _holding(copies)
    if taken_down and any(copy.state != Publication.State.GONE for copy in copies.values()):
        # Who has not confirmed yet that it is gone is told as well: an answer may be lost. Then all are,
        # or a site that catches up would hold another version than one that got every webhook.
        holding = set(copies)
    recipients = _channels(audience, holding)
    return Plan([farewell(present, recipients)], is_announced=True) if recipients else Plan()


def _live(present: Present, audience: Audience, copies: Mapping[int, Told]) -> Plan:
    wanting = {channel.id for channel in audience.wanting(present.facets)}
    holding = _holding(copies)
    left = _channels(audience, holding - wanting)
    news = [out_of_scope(present.before, left)] if left else []
    if present.content is None:
        return Plan(news)
    is_same = not differs(present)
    told = _coming(present, audience) - holding if is_same else wanting
    event_type = live_type(present)
    recipients = [
        channel
        for channel in _channels(audience, told)
        if gets(channel, event_type)
        and (channel.id in holding or is_reached(channel, present.facets, present.before))
    ]
    if not recipients:
        return Plan(news, is_announced=is_same)
    return Plan([*news, live_news(present, event_type, recipients)], is_announced=True)


def leaving(present: Present, audience: Audience, copies: Mapping[int, Told]) -> list[Channel]:
    """Who holds a live page, and wants it no longer."""
    return _channels(audience, _holding(copies) - {one.id for one in audience.wanting(present.facets)})


def _coming(present: Present, audience: Audience) -> set[int]:
    """Who wants a page where it is now, and did not where it was: its content need not say that it moved.

    Of a section's own page that is only reordered channels name another path, and nothing has moved.
    """
    before, facets = present.before, present.facets
    if scope(before) == scope(facets) and before.page_type == facets.page_type:
        return set()
    was = replace(facets, lang=before.lang, page_type=before.page_type, tree_path=before.tree_path)
    return {one.id for one in audience.wanting(facets) if not audience.wants(one, was)}


def differs(present: Present) -> bool:
    """Is a live page not what was announced last? The content hash decides."""
    before, content = present.before, present.content
    return before.state != present.state or content is None or before.content_hash != content.hash


def live_type(present: Present) -> str:
    url = present.observed.url if present.observed else ""
    name = types.name_of_live(present.before, url, present.intent, present.state)
    return types.event_type(present.document_type, name)


def live_news(
    present: Present,
    event_type: str,
    recipients: list[Channel],
    reason: str = "",
    channel: Channel | None = None,
) -> Announcement:
    """A live page, whole. `reason`: in place of what the editor meant."""
    assert present.content is not None
    intent, name = present.intent, event_type.partition(".")[2]
    return Announcement(
        type=event_type,
        state=present.state,
        reason=reason or types.reason_of_live(name, intent, follows(present.before), present.state),
        note=intent.note if intent and not reason else "",
        data=present.content.data,
        content_hash=present.content.hash,
        recipients=recipients,
        changed=present.changed,
        modified_at=modified_at(present),
        stands_for=present.facets.stands_for,
        batch=intent.batch if intent else None,
        channel=channel,
    )


def farewell(present: Present, recipients: list[Channel]) -> Announcement:
    """A page that is gone, for everybody who holds it."""
    intent = present.intent
    return replace(
        gone_for(present.before, present.reason, recipients),
        note=intent.note if intent else "",
        batch=intent.batch if intent else None,
        priority=Priority.TAKEDOWN if present.reason == TAKEN_DOWN else None,
    )


def out_of_scope(before: Publication, recipients: list[Channel]) -> Announcement:
    """A page that is live, for those who get it no longer."""
    return gone_for(before, OUT_OF_SCOPE, recipients)


def gone_for(
    before: Publication, reason: str, recipients: list[Channel], channel: Channel | None = None
) -> Announcement:
    """A publication as gone, for these, whatever it is for others."""
    content = withdrawal(before)
    return Announcement(
        type=types.event_type(before.document_type, types.name_of_gone(reason)),
        state=Publication.State.GONE,
        reason=reason,
        note="",
        data=content.data,
        content_hash=content.hash,
        recipients=recipients,
        changed=["state"],
        channel=channel,
    )


def modified_at(present: Present) -> datetime | None:
    """Moves on update and correction: not on a small fix, and not when another page changed."""
    before, published = present.before, present.modified
    if before.modified_at is None:
        return published or before.captured_at
    is_small = present.intent is not None and present.intent.kind == Intent.Kind.SMALL_FIX
    if is_small or follows(before):
        return before.modified_at
    return published if published and published > before.modified_at else before.captured_at


def _holding(copies: Mapping[int, Told]) -> set[int]:
    return {pk for pk, copy in copies.items() if copy.announced_state in HELD}


def _channels(audience: Audience, ids: set[int]) -> list[Channel]:
    return [audience.channels[pk] for pk in sorted(ids) if pk in audience.channels]
