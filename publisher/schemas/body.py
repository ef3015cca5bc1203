"""`data` of an event: the whole present state of one publication."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from .parts import (
    About,
    Address,
    Author,
    Block,
    Correction,
    FullArticle,
    Head,
    Image,
    Lang,
    LanguageVersion,
    Link,
    Links,
    Moment,
    Part,
    Reason,
    Related,
    Replacement,
    Topic,
    Uuid,
)


class Opening(Part):
    id: Annotated[Uuid, Field(description="Never changes")]
    version: Annotated[int, Field(ge=0, description="Only grows, per id")]
    previousVersion: Annotated[int, Field(ge=0)]
    changed: Annotated[list[str], Field(description="Relative to previousVersion: information only")]
    reason: Reason
    type: Annotated[str, Field(description='"article", or the host\'s page type')]
    lang: Lang
    dir: Literal["ltr", "rtl"]
    setId: Annotated[str, Field(description="Of the set of language versions")]
    url: str
    previousUrls: list[Address]
    fallbackFor: Annotated[list[Lang], Field(description="Languages that this version stands in for")] = []


class Gone(Opening):
    """Delete it, and keep the version."""

    state: Literal["gone"]
    replacedBy: Replacement | None = None
    about: About | None = None


class Shown(Opening):
    title: str
    kicker: str
    summary: str
    html: Annotated[str, Field(description="Sanitised; addresses are absolute")]
    blocks: list[Block]
    publishedAt: Moment
    modifiedAt: Moment
    corrections: list[Correction]
    authors: list[Author]
    topics: list[Topic]
    section: str
    dateline: str
    sourceOrganisation: str
    images: list[Image]
    digitalSourceType: Annotated[str, Field(description="IPTC's name for how the text was made")] = ""
    languageVersions: list[LanguageVersion]
    fullArticle: list[FullArticle]
    related: list[Related]
    allNews: Link
    head: Head
    links: Links


class Live(Shown):
    """Insert or replace it by id."""

    state: Literal["live"]


class Embargoed(Shown):
    """Not to be shown before its time. Sent to trusted channels alone."""

    state: Literal["embargoed"]
    embargoUntil: Moment


class Body(RootModel[Annotated[Live | Embargoed | Gone, Field(discriminator="state")]]):
    """Upsert by `id` where `version` is higher than yours; ignore states you do not know."""


class Thin(Part):
    """A notice that there is something new: fetch the rest from `links.self`."""

    id: Uuid
    state: Literal["live", "embargoed", "gone"]
    version: Annotated[int, Field(ge=0)]
    lang: Lang
    url: str
    title: str
    links: Links
    embargoUntil: Moment = ""
    fallbackFor: list[Lang] = []
