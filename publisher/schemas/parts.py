"""What a body is made of. Field names are the wire's own."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Moment = Annotated[
    str,
    Field(
        pattern=r"^$|^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$",
        description="ISO 8601 in the newsroom's time zone; empty: unknown",
    ),
]
Address = Annotated[str, Field(description="Absolute, percent-encoded")]
Uuid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Lang = Annotated[str, Field(description="A language by BCP 47")]


class Part(BaseModel):
    """Receivers ignore what they do not know: more may be added to any part."""

    model_config = ConfigDict(extra="allow")


class Reason(Part):
    kind: str
    note: Annotated[str, Field(description="In words; public")]


class Correction(Part):
    at: Moment
    note: str


class Block(Part):
    type: str
    value: Any
    id: str = ""


class Author(Part):
    name: str
    role: str
    url: str


class Topic(Part):
    slug: Annotated[str, Field(description="The same in every language")]
    name: str
    lang: Annotated[Lang, Field(description="Of the name, where it is not the article's")] = ""


class Credit(Part):
    text: str
    url: str
    copyright: str
    licence: str


class Point(Part):
    x: Annotated[float, Field(ge=0, le=1)]
    y: Annotated[float, Field(ge=0, le=1)]


class Rendition(Part):
    name: str
    url: Address
    width: Annotated[int, Field(description="Pixels")]
    height: int
    type: Annotated[str, Field(description="Media type")]
    bytes: int = 0


class Image(Part):
    id: str
    role: str
    alt: str
    caption: str
    credit: Credit | None
    focalPoint: Point | None
    renditions: list[Rendition]
    digitalSourceType: Annotated[str, Field(description="IPTC's name for how it was made")] = ""


class LanguageVersion(Part):
    lang: Lang
    nativeName: str
    label: Annotated[str, Field(description="In this page's language")]
    url: Address
    id: Annotated[Uuid, Field(description="Of the publication, where it is one of this newsroom")] = ""
    external: bool
    status: Literal["live", "confirmed", "unconfirmed"]
    machineMade: Annotated[bool, Field(description="By a machine, and nobody has confirmed it yet")] = False


class FullArticle(Part):
    lang: Lang
    label: str
    url: Address
    id: Uuid = ""
    site: str


class Related(Part):
    position: int
    kind: Literal["manual", "auto"]
    id: Uuid = ""
    external: bool
    title: str
    summary: str
    url: Address
    lang: Lang
    image: Image | None


class Link(Part):
    label: str
    url: str


class Alternate(Part):
    lang: Annotated[str, Field(description="A language by BCP 47, or x-default")]
    url: Address


class Head(Part):
    canonical: Address
    hreflang: list[Alternate]
    og: Annotated[dict[str, str | int | list[str]], Field(description="A property with several has a list")]
    jsonld: dict[str, Any]


class Links(Part):
    self: Annotated[str, Field(description="The whole of it, for the channel's token; empty: not served")]


class Replacement(Part):
    """Where readers of a page that is gone should go."""

    url: Address
    id: Annotated[Uuid, Field(description="Of the publication, where it is one of this newsroom")] = ""


class About(Part):
    """The channel that a notice to operators is about."""

    channel: Uuid
    name: str
    state: str
    since: Moment
