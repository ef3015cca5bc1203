"""Two texts, word by word: what stayed, what was taken out, what was put in."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# A word with the space before it, or one character of a script that puts none between words.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\s+|[^\s\u3040-\u30ff\u3400-\u9fff]+")


class Piece(NamedTuple):
    kind: str  # "equal", "addition", "deletion"
    text: str


def pieces(then: str, now: str) -> list[Piece]:
    """`now` with the words that it lost where they stood."""
    old, new = _TOKEN.findall(then), _TOKEN.findall(now)
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("equal", "".join(new[c:d])))
            continue
        if a < b:
            found.append(Piece("deletion", "".join(old[a:b])))
        if c < d:
            found.append(Piece("addition", "".join(new[c:d])))
    return found
