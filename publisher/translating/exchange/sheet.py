"""What a file holds of one page: its texts in order, whatever the format."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from newswire.publisher.translating.refusal import Refused

from .coded import Pieces, Tag, encoded, storable

MARK = "newswire:"  # before the digest, so that a file from elsewhere is known for one


@dataclass(frozen=True)
class Text:
    """One text of a source, as it was exported."""

    key: str
    value: str  # as stored; rich text with its elements
    is_rich: bool = False
    longest: int | None = None  # characters that a version's may have
    field: str = ""
    kind: str = ""  # the type of a body's block
    block: str = ""

    @cached_property
    def coded(self) -> tuple[Pieces, Mapping[str, Tag]]:
        return encoded(self.value) if self.is_rich else ([storable(self.value)], {})


@dataclass(frozen=True)
class Line:
    """A text with its translation so far, for whoever translates."""

    text: Text
    label: str  # what the form calls it, in the language of whoever exports
    said: Pieces = ()  # the version says now; empty: nothing yet, or nothing that the numbers can say
    is_old: bool = False  # the source has changed since
    is_said: bool = False  # the version says something of its own, even if `said` cannot tell it


@dataclass(frozen=True)
class Sheet:
    digest: str  # by which the newsroom knows what it exported
    source_lang: str
    lang: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Arrived:
    """A sheet that came back."""

    digest: str  # empty: of a file that was not exported here
    lang: str
    said: Mapping[str, Pieces]  # by key; without what is marked as not translated yet
    unfinished: tuple[str, ...]  # keys of those
    damaged: Mapping[str, str]  # key to what is wrong with it
    is_tagged: bool = False  # elements still stand among the words, as `coded.tagged` writes them


@dataclass
class Refusing:
    """Reads unit by unit: a damaged one holds up no other."""

    said: dict[str, Pieces] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)
    damaged: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def unit(self, key: str) -> Iterator[Callable[[Pieces], None]]:
        def say(pieces: Pieces) -> None:
            if pieces:
                self.said[key] = pieces
            else:
                self.unfinished.append(key)

        try:
            yield say
        except Refused as refused:
            self.damaged[key] = str(refused)

    def arrived(self, original: str, lang: str, is_tagged: bool = False) -> Arrived:
        digest = original.removeprefix(MARK) if original.startswith(MARK) else ""
        return Arrived(digest, lang, self.said, tuple(self.unfinished), self.damaged, is_tagged)


def as_json(texts: list[Text]) -> list[dict[str, Any]]:
    return [{name: value for name, value in vars(one).items() if name != "coded"} for one in texts]


def from_json(stored: list[dict[str, Any]]) -> list[Text]:
    return [Text(**one) for one in stored]
