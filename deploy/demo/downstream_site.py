"""What a downstream site holds, and what it shows to readers."""

import json
import urllib.request
from dataclasses import dataclass, fields
from typing import Self

from lxml import html

from demo.place import address


@dataclass(frozen=True)
class Held:
    """`arrived_at` is in seconds since 1970."""

    id: str
    version: int
    lang: str | None
    title: str | None
    state: str
    url: str | None
    arrived_at: float

    @classmethod
    def read(cls, row: dict[str, object]) -> Self:
        return cls(**{field.name: row[field.name] for field in fields(cls)})  # type: ignore[arg-type]  # by name

    @property
    def headline(self) -> str | None:
        """What readers see; None where it is gone."""
        return self.title if self.state == "live" else None


@dataclass(frozen=True)
class Shown:
    """An article's page. `languages`: those it leads to on the same site; `teasers`: the headlines
    under "Read more" that stand on the same site."""

    languages: frozenset[str]
    teasers: tuple[str, ...]
    text: str

    @classmethod
    def read(cls, url: str) -> Self:
        """Raises OSError where the site does not answer, or has no such page."""
        with urllib.request.urlopen(url, timeout=5) as answer:
            page = html.fromstring(answer.read())
        own = page.get("lang")
        languages = page.xpath("//link[@rel='alternate']/@hreflang")
        teasers = page.xpath("//aside//article//h3/a[starts-with(@href, '/')]")
        return cls(
            frozenset(languages) - {own},
            tuple(teaser.text_content().strip() for teaser in teasers),
            page.body.text_content(),
        )


def held(port: int) -> dict[str, Held]:
    """By publication id. Raises OSError where the site does not answer."""
    with urllib.request.urlopen(f"{address(port)}/held", timeout=5) as answer:
        return {row["id"]: Held.read(row) for row in json.load(answer)}
