"""Which channels want a publication: decided once per announcement, over channels read once per batch."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

import swapper

from newswire.publisher import transports
from newswire.publisher.models import Channel, Publication

from .channels import differing, every_channel


@dataclass(frozen=True)
class Facets:
    """What a channel's filter sees of a publication."""

    state: str
    lang: str
    page_type: str
    tree_path: str
    topics: Sequence[str] | None = ()  # None: not known before the page is rendered
    stands_for: Sequence[str] = ()  # languages without a version, which this page may stand in for


class Unmet(Enum):
    """What keeps a page from a channel: the first that is found."""

    NOT_STARTED = auto()
    PAGE_TYPE = auto()
    LANGUAGE = auto()
    SECTION = auto()
    TOPIC = auto()
    EMBARGO = auto()


@dataclass(frozen=True)
class Audience:
    """All channels, and the tree paths of the sections that they name."""

    channels: Mapping[int, Channel]
    sections: Mapping[int, str]

    @classmethod
    def now(cls, as_of: str | None = None) -> "Audience":
        """At most two queries; see `every_channel`. A section whose page is gone holds no page."""
        channels = every_channel(as_of)
        named = {page_id for channel in channels.values() for page_id in channel.sections}
        pages = swapper.load_model("wagtailcore", "Page").objects.filter(pk__in=named) if named else ()
        return cls(channels, {page.pk: page.path for page in pages})

    def is_outdated(self, told: Iterable[Channel], facets: Facets) -> bool:
        """Does a section lie elsewhere now, or has a channel changed that is told, or now wants the page?"""
        now = Audience.now()
        if now.sections != self.sections:
            return True
        anew = differing(self.channels, now.channels)
        ids = {channel.pk for channel in told} if anew else set()
        return any(pk in ids or (pk in now.channels and now.wants(now.channels[pk], facets)) for pk in anew)

    @property
    def is_anybody(self) -> bool:
        """Is there a channel that gets anything?"""
        return any(channel.started_at for channel in self.channels.values())

    def wanting(self, facets: Facets) -> Iterator[Channel]:
        """In the order of their ids, whatever their event types."""
        return (channel for channel in self.channels.values() if self.wants(channel, facets))

    def wants(self, channel: Channel, facets: Facets) -> bool:
        return self.unmet(channel, facets) is None

    def unmet(self, channel: Channel, facets: Facets) -> Unmet | None:
        """None: the channel wants the page."""
        if channel.started_at is None:
            return Unmet.NOT_STARTED
        if facets.page_type not in channel.page_types:
            return Unmet.PAGE_TYPE
        if not _speaks(channel, facets):
            return Unmet.LANGUAGE
        if not self._is_in_a_section(channel, facets.tree_path):
            return Unmet.SECTION
        if channel.topics and facets.topics is not None and not _share(channel.topics, facets.topics):
            return Unmet.TOPIC
        if facets.state == Publication.State.EMBARGOED and not channel.trusted:
            return Unmet.EMBARGO
        return None

    def _is_in_a_section(self, channel: Channel, tree_path: str) -> bool:
        if not channel.sections:
            return True
        paths = (self.sections[page_id] for page_id in channel.sections if page_id in self.sections)
        return any(tree_path.startswith(path) for path in paths)


def gets(channel: Channel, event_type: str) -> bool:
    """Does the channel ask for this type of event? One that takes a page away it gets in any case."""
    if only := transports.changes(channel.transport):
        return event_type.rpartition(".")[2] in only
    return not channel.event_types or event_type in channel.event_types


def falls_back(channel: Channel, facets: Facets) -> bool:
    """Does the page stand in for a language that this channel asked for and that has no version?"""
    return channel.fallback == Channel.Fallback.SEND and _share(channel.languages, facets.stands_for)


def _speaks(channel: Channel, facets: Facets) -> bool:
    return not channel.languages or facets.lang in channel.languages or falls_back(channel, facets)


def _share(these: Sequence[str], those: Sequence[str]) -> bool:
    return not set(these).isdisjoint(those)
