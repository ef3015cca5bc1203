"""The demo's words, from articles/*.toml: one file a language."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Self

FOLDER = Path(__file__).parent / "articles"
LANGUAGES = ("en", "fr", "de")


@dataclass(frozen=True)
class Article:
    """`key` is the same in every language. `body` holds paragraphs as HTML, and tables of one block."""

    key: str
    headline: str
    summary: str
    picture: str
    topics: list[str]
    body: list[Any]
    published: date | None = None  # None: when it goes live


@dataclass(frozen=True)
class Words:
    title: str
    intro: str
    topics: dict[str, str]  # names by slug
    author: dict[str, str]
    pictures: dict[str, str]  # what each shows, by name
    articles: list[Article]

    @classmethod
    def of(cls, table: dict[str, Any]) -> Self:
        return cls(**table | {"articles": [Article(**article) for article in table["articles"]]})


@cache
def words(lang: str) -> Words:
    return Words.of(tomllib.loads((FOLDER / f"{lang}.toml").read_text("utf-8")))
