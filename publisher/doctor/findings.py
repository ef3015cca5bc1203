from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"  # nothing is wrong
    WARNING = "warning"  # works, and will not for long or not for everybody
    ERROR = "error"  # something is not sent


@dataclass(frozen=True)
class Finding:
    level: Level
    words: Words
    what_to_do: Words = ""


def ok(words: Words) -> Finding:
    return Finding(Level.OK, words)


def note(words: Words, what_to_do: Words = "") -> Finding:
    return Finding(Level.NOTE, words, what_to_do)


def warning(words: Words, what_to_do: Words) -> Finding:
    return Finding(Level.WARNING, words, what_to_do)


def error(words: Words, what_to_do: Words) -> Finding:
    return Finding(Level.ERROR, words, what_to_do)
