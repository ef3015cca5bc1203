"""What an import reads, whatever the format: free of feeds, WordPress and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime


class ImportProblem(Exception):
    """The source cannot be read at all; `str()` says why, and what to do."""


@dataclass(frozen=True)
class Picture:
    url: str  # absolute
    alt: str = ""
    caption: str = ""
    credit: str = ""  # what the source says; the file's own metadata goes before it


@dataclass(frozen=True)
class Item:
    """One article of the source. Texts are plain, but for `html`."""

    guid: str  # unique within the source and for ever
    title: str
    html: str
    url: str = ""  # where it stood
    slug: str = ""
    summary: str = ""
    published_at: datetime | None = None
    lang: str = ""  # as the source writes it; empty: the source does not say
    set_name: str = ""  # of the set of translations it belongs to
    is_draft: bool = False
    authors: Sequence[str] = ()
    topics: Sequence[str] = ()
    lead: Picture | None = None
    # Pictures that the text names by number, as WordPress does: its number to the original.
    attachments: Mapping[str, Picture] = field(default_factory=dict)
