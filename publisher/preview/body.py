"""The bytes that would be sent if a draft were published now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from newswire.publisher import profiles, render
from newswire.publisher.dispatch.announce import Announcement, envelope
from newswire.publisher.dispatch.match import Audience
from newswire.publisher.dispatch.plan import differs, live_news, live_type, modified_at
from newswire.publisher.dispatch.present import Present, of_draft
from newswire.publisher.models import Event
from newswire.publisher.profiles import Profile
from newswire.publisher.profiles.base import Envelope


@dataclass(frozen=True)
class Draft:
    """A draft as it would be announced. Its version and times are those of publishing it now."""

    event: Event  # the one announced last, where the draft says the same; else unsaved
    data: dict[str, Any]
    stands_for: tuple[str, ...]

    def body(self, profile: Profile) -> bytes:
        """Raises Unsayable where the format cannot say the page."""
        return profiles.wrap(profile, self.envelope, self.data)

    @property
    def envelope(self) -> Envelope:
        return envelope(self.event, self.data["id"], self.stands_for)


def draft_of(page: Any) -> Draft:
    """`page`: specific, with its edits. Raises RenderError where it cannot be rendered."""
    now = timezone.now()
    return announced_now(of_draft(page, Audience.now(), now), now)


def announced_now(present: Present, now: datetime) -> Draft:
    """What is, or would be, as an event with all its data."""
    news = live_news(present, live_type(present), [])
    last = None if differs(present) else _announced(present)
    event = last or _new(present, news, now)
    data = render.stamped(
        news.data,
        version=event.version,
        previous_version=event.previous_version,
        changed=event.changed,
        reason={"kind": event.reason, "note": event.note},
        modified_at=present.before.modified_at if last else modified_at(present),
    )
    return Draft(event, data, tuple(news.stands_for))


def _announced(present: Present) -> Event | None:
    return Event.objects.filter(
        publication__page_id=present.before.page_id, version=present.before.version, channel=None
    ).first()


def _new(present: Present, news: Announcement, now: datetime) -> Event:
    before = present.before
    return Event(
        sequence=0,
        type=news.type,
        version=before.version + 1,
        previous_version=before.version,
        state=news.state,
        reason=news.reason,
        note=news.note,
        changed=list(news.changed),
        at=now,
    )
