from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from .entries import cleaned
from .hubs import hubs

UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)  # the present moment would change the bytes of an empty feed


@dataclass(frozen=True)
class Channel:
    """What a feed says of itself."""

    title: str
    description: str
    url: str  # of the page that lists the same
    feed_url: str
    lang: str
    publisher: str
    hubs: tuple[str, ...]  # WebSub hubs that know of changes
    since: datetime

    @classmethod
    def of(cls, index: Any, request: HttpRequest) -> "Channel":
        return cls(
            title=cleaned(index.title),
            description=cleaned(index.intro),
            url=index.get_full_url(request) or "",
            feed_url=request.build_absolute_uri(),
            lang=index.locale.language_code,
            publisher=index.get_site().site_name or "",
            hubs=hubs(),
            since=index.last_published_at or index.latest_revision_created_at or UNKNOWN,
        )
