"""Two texts, word by word: what stayed, what was taken out, what was put in."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# A character of a script that puts no space between words, a space, a word, or a mark.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\s+|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")


class Piece(NamedTuple):
    kind: str  # "equal", "addition", "deletion"
    text: str


def pieces(then: str, now: str) -> list[Piece]:
    """`now` with the words that it lost where they stood. Whole words: half a word helps nobody to read."""
    return [piece for part in _parts(then, now) for piece in part if piece.text]


def _parts(then: str, now: str) -> list[tuple[Piece, ...]]:
    """Words that stayed; or what was taken out, and what was put in for it. Where no word stands between
    two changes they are one: a sentence that is new is read as a whole.
    """
    old, new = _TOKEN.findall(then), _TOKEN.findall(now)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found: list[tuple[Piece, ...]] = []
    for step, (kind, a, b, c, d) in enumerate(steps, 1):
        before, after = "".join(old[a:b]), "".join(new[c:d])
        follows_change = bool(found) and len(found[-1]) == 2
        is_between = follows_change and step < len(steps) and not re.search(r"\w", after)
        if kind == "equal" and not is_between:
            found.append((Piece("equal", after),))
        elif follows_change:
            deleted, added = found.pop()
            found.append((Piece("deletion", deleted.text + before), Piece("addition", added.text + after)))
        else:
            found.append((Piece("deletion", before), Piece("addition", after)))
    return found
