from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Protocol
from uuid import UUID

from newswire.publisher.models import Channel

THIN = ("id", "state", "version", "lang", "url", "title", "links")


@dataclass(frozen=True)
class Envelope:
    """What stands around the content of one event."""

    id: UUID  # the event's
    type: str  # "newswire.article.updated.v1"
    source: str  # absolute: this newsroom
    subject: str  # the publication's uuid
    time: datetime
    sequence: int
    # The languages that have no version, where this one stands in for them; see Channel.Fallback.
    stands_for: Sequence[str] = field(default_factory=tuple)


class Format(Protocol):
    """How an event is written. Stateless: the same input gives the same bytes, in every process."""

    name: ClassVar[str]
    content_type: ClassVar[str]

    def wrap(self, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
        """The body as it is sent and signed."""
        ...


class Profile(NamedTuple):
    format: str
    mode: str
    fallback: str

    @classmethod
    def of(cls, channel: Channel) -> "Profile":
        return cls(channel.format, channel.mode, channel.fallback)

    @property
    def name(self) -> str:
        return ".".join(self)


_formats: dict[str, Format] = {}


def register(new: Format) -> Format:
    """Makes a format known under its name. Raises ValueError where the name is taken or holds a dot."""
    if new.name in _formats or "." in new.name:
        raise ValueError(f"There cannot be another format {new.name!r}.")
    _formats[new.name] = new
    return new


def get(name: str) -> Format:
    """Raises KeyError for a name that no format has."""
    return _formats[name]


def formats() -> list[str]:
    return sorted(_formats)


def wrap(profile: Profile, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
    """The bytes of an event in a profile; `data` is the whole of it (see render.stamped)."""
    if profile.mode == Channel.Mode.THIN:
        data = {name: data.get(name, {"self": ""} if name == "links" else "") for name in THIN}
    if profile.fallback == Channel.Fallback.SEND:
        data = {**data, "fallbackFor": list(envelope.stands_for)}
    return get(profile.format).wrap(envelope, data)
