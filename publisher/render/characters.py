"""Characters that no HTML, XML or UTF-8 may hold."""

import re

# Controls but tab and line breaks (XML 1.0, 2.2; HTML's control characters), non-characters, and halves
# of a pair, which cannot be written as UTF-8 at all.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)


def allowed(text: str) -> str:
    """`text` without them: they come from copying and show nothing."""
    return FORBIDDEN.sub("", text)
