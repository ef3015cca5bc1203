"""What attributes may say by the HTML standard; one that says anything else says nothing."""

import re

from . import css_values

NUMBER = r"\d{1,5}"
WHOLE = r"-?\d{1,9}"
DAY = r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
CLOCK = r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?"
ZONE = r"(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)"
MOMENT = rf"{DAY}[T ]{CLOCK}{ZONE}"
PERIOD = r"P(?=.)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d{1,3})?S)?)?"
FLAGS = frozenset({"controls", "default", "loop", "muted", "open", "reversed"})
# By ARIA: other elements may have no name.
NAMED = frozenset(
    {"a", "article", "aside", "audio", "details", "figure", "footer", "header", "img", "ol", "section"}
    | {"table", "ul", "video"}
)

SAYS = {
    "aria-hidden": "true|false",
    "colspan": r"[1-9]\d?|[1-9]\d\d",
    "datetime": rf"{DAY}|{MOMENT}",
    "decoding": "sync|async|auto",
    "dir": "ltr|rtl|auto",
    "height": NUMBER,
    "hreflang": r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*",
    "id": r"\S+",
    "lang": r"([a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*)?",
    "loading": "lazy|eager",
    "preload": "none|metadata|auto",
    "role": "group|note|search|status",
    "rowspan": NUMBER,
    "scope": "row|col|rowgroup|colgroup",
    "span": r"[1-9]\d?|[1-9]\d\d",
    "start": WHOLE,
    "translate": "yes|no",
    "width": NUMBER,
}
OF_TAGS = {
    ("li", "value"): WHOLE,
    ("ol", "type"): "[1aAiI]",
    ("time", "datetime"): rf"{DAY}|{MOMENT}|{DAY}[T ]{CLOCK}|{CLOCK}|\d{{4}}(-(0[1-9]|1[0-2]))?|{PERIOD}",
    ("track", "kind"): "subtitles|captions|descriptions|chapters|metadata",
}
OF_CSS = {"media": css_values.media, "sizes": css_values.sizes}
PATTERNS = {name: re.compile(pattern) for name, pattern in SAYS.items()}
PATTERNS_OF_TAGS = {key: re.compile(pattern) for key, pattern in OF_TAGS.items()}


def said(tag: str, name: str, value: str) -> str | None:
    """The value as it may stand there; None for none."""
    if name in FLAGS:
        return ""
    if name in ("lang", "hreflang"):
        value = value.replace("_", "-")
    if name in ("aria-label", "aria-labelledby") and tag not in NAMED:
        return None
    if name == "role" and tag != "div":
        return None
    if of_css := OF_CSS.get(name):
        return of_css(value)
    pattern = PATTERNS_OF_TAGS.get((tag, name)) or PATTERNS.get(name)
    return value if pattern is None or pattern.fullmatch(value) else None
