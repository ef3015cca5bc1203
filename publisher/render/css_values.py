"""The two attributes that speak CSS: `sizes` and `media`, as CSS Images 4 and Media Queries 4 have them.

By a part of their grammars that holds what is in use; anything else would be an error in the page of a
receiver.
"""

import re

LONGEST = 1000  # characters
NUMBER = r"(?:\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})"
UNIT = "(?:px|r?em|[sld]?v(?:w|h|min|max|i|b)|ch|ex|lh|cm|mm|in|pt|pc|q)"
LENGTH = rf"(?:0|{NUMBER}{UNIT}|(?:calc|min|max|clamp)\((?:[^()]|\([^()]*\))*\))"
FEATURE = r"[a-z]+(?:-[a-z]+)*"
VALUE = rf"(?:{FEATURE}|{NUMBER}(?:{UNIT}|dppx|dpi|x)?(?: ?/ ?{NUMBER})?|{LENGTH})"
COMPARED = "(?:<=?|>=?|=)"
CONDITION = (
    rf"\( ?(?:{FEATURE}(?: ?(?::|{COMPARED}) ?{VALUE})?"
    rf"|{LENGTH} ?{COMPARED} ?{FEATURE}(?: ?{COMPARED} ?{LENGTH})?) ?\)"
)
CONDITIONS = rf"(?:not {CONDITION}|{CONDITION}(?: and {CONDITION})*|{CONDITION}(?: or {CONDITION})*)"
SIZES = re.compile(rf"(?:{CONDITIONS} {LENGTH} ?, ?)*{LENGTH}", re.IGNORECASE)
QUERY = rf"(?:(?:(?:only|not) )?(?:all|screen|print)(?: and {CONDITION})*|{CONDITIONS})"
MEDIA = re.compile(rf"{QUERY}(?: ?, ?{QUERY})*", re.IGNORECASE)
# Of a bracket and the word after it: browsers take them as two, HTML's validators do not.
STUCK = re.compile(r"\)(?=[\w.(])")

NEVER, ALL = "not all", "100vw"


def sizes(value: str) -> str:
    """`sizes`, evenly spaced; what is not to be understood is the whole width, as in a browser."""
    even = _even(value)
    return even if even is not None and SIZES.fullmatch(even) else ALL


def media(value: str) -> str:
    """`media`, evenly spaced; what is not to be understood never applies, as in a browser."""
    even = _even(value)
    return even if even is not None and MEDIA.fullmatch(even) else NEVER


def _even(value: str) -> str | None:
    return STUCK.sub(") ", " ".join(value.split())) if len(value) <= LONGEST else None
