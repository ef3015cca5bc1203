from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Protocol
from uuid import UUID

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newswire.publisher import seams
from newswire.publisher.models import Channel
from newswire.publisher.render import RenderError

MESSAGE = _("Not sent as %(format)s: %(field)s: %(why)s")
THIN = ("id", "state", "version", "lang", "url", "title", "links")

THIN_IF_ANY = ("embargoUntil",)


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
    schema: str = "body"  # of publisher/schemas: what `data` is an instance of
    schemas: str = ""  # what its file name is put behind; empty: `schemas/` below the source


class Unsayable(RenderError):
    """A format cannot say a page, for what stands in one field of `data` ("title"); others may."""

    def __init__(self, field: str, why: str | Promise) -> None:
        super().__init__(MESSAGE, format="", field=field, why=why)
        self.field, self.why = field, why

    def kept(self) -> dict[str, str]:
        """As it is kept with a page, for readers in any language; see `refusal`."""
        with translation.override("en"):
            return {"format": self.details["format"], "field": self.field, "why": str(self.why)}


def refusal(kept: Mapping[str, str]) -> str:
    """Which format does not say a page, for which field, and why: in the active language."""
    why = kept["why"]
    return str(MESSAGE) % {**kept, "why": gettext(why)}


class Format(Protocol):
    """How an event is written. Stateless: the same input gives the same bytes, in every process."""

    name: ClassVar[str]
    content_type: ClassVar[str]

    def wrap(self, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
        """The body as it is sent and signed. Raises Unsayable where it would not be valid."""
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

    @property
    def whole(self) -> "Profile":
        """What a notice leads to: the same, in full."""
        return self._replace(mode=Channel.Mode.FULL.value)


_formats: dict[str, Format] = {}


def register(new: Format) -> Format:
    """Makes a format known under its name.

    Raises ValueError where the name is taken or holds a dot, or a member is missing.
    """
    seams.check(new, Format, "adding-a-profile.md")
    if "." in new.name:
        raise ValueError(f"{new.name!r} holds a dot, which joins the parts of a profile's name.")
    if new.name in _formats:
        raise ValueError(f"There is a format {new.name!r} already.")
    _formats[new.name] = new
    return new


def get(name: str) -> Format:
    """Raises KeyError for a name that no format has."""
    if name not in _formats:
        raise KeyError(f"There is no format {name!r}, only {', '.join(formats())}.")
    return _formats[name]


def formats() -> list[str]:
    return sorted(_formats)


def wrap(profile: Profile, envelope: Envelope, data: Mapping[str, Any]) -> bytes:
    """The bytes of an event in a profile; `data` is the whole of it (see render.stamped).

    Raises Unsayable.
    """
    if profile.mode == Channel.Mode.THIN:
        envelope = replace(envelope, schema="thin")
        thin = {name: data.get(name, {"self": ""} if name == "links" else "") for name in THIN}
        data = thin | {name: data[name] for name in THIN_IF_ANY if name in data}
    if profile.fallback == Channel.Fallback.SEND:
        data = {**data, "fallbackFor": list(envelope.stands_for)}
    try:
        return get(profile.format).wrap(envelope, data)
    except Unsayable as error:
        error.details["format"] = profile.format
        raise
