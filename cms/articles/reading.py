# ruff: noqa: RUF001 - punctuation of several scripts
"""A text's first sentences, and how long it takes to read."""

import math
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.rich_text import RichText

from newswire.blocks.walk import leaves

LONGEST_SUMMARY = 300  # characters
WORDS_A_MINUTE = 200
# Scripts without spaces between words are read by the character.
CHARACTERS_A_MINUTE = 400
IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”]*")
BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>", re.IGNORECASE)


def paragraphs(body: Any) -> Iterator[str]:
    """The running text of a body, without markup, paragraph by paragraph; empty ones left out."""
    for leaf, _struct in leaves(body):
        if isinstance(leaf, RichText):
            for part in BLOCK_END.split(leaf.source):
                if text := plain(part):
                    yield text


def has_text(body: Any) -> bool:
    return next(paragraphs(body), None) is not None


def plain(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


def first_sentences(body: Any, longest: int = LONGEST_SUMMARY) -> str:
    """As many whole sentences as fit; a first sentence too long is cut at a word, with an ellipsis."""
    text = ""
    for paragraph in paragraphs(body):
        text = f"{text} {paragraph}".strip()
        if len(text) > longest:
            break
    if len(text) <= longest:
        return text
    ends = [end.end() for end in SENTENCE_END.finditer(text[: longest + 1]) if end.end() <= longest]
    if ends:
        return text[: ends[-1]]
    cut = text[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:–-") + "…"


def reading_minutes(body: Any) -> int:
    """Whole minutes, rounded up; 0 for a body without running text."""
    text = " ".join(paragraphs(body))
    by_character = len(IDEOGRAPH.findall(text))
    words = len(WORD.findall(IDEOGRAPH.sub(" ", text)))
    return math.ceil(words / WORDS_A_MINUTE + by_character / CHARACTERS_A_MINUTE)
