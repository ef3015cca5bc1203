"""All pages that a site shows, in a line each: what lists and sitemaps are cut from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from newswire.publisher.models import StaticPage

from .references import shown


class Row(NamedTuple):
    pk: int
    lang: str
    path: str
    published_at: datetime
    modified_at: datetime
    set_id: UUID | None
    digest: str
    topics: Sequence[Mapping[str, Any]]
    section: str

    @property
    def made_from(self) -> tuple[str, str]:
        """What a teaser of it depends on."""
        return self.path, self.digest


def overview(channel_id: int) -> list[Row]:
    """The oldest first. One query, whatever their number."""
    rows = shown(channel_id).order_by("published_at", "pk").values_list(*Row._fields)
    return [Row(*row) for row in rows.iterator()]


def languages_ever(channel_id: int) -> list[str]:
    """A language that had pages once keeps its list, though it may be empty."""
    found = StaticPage.objects.filter(channel=channel_id, published_at__isnull=False)
    return sorted(found.values_list("lang", flat=True).distinct())
