"""Words of a file's metadata: their encoding guessed, repaired and brought to one tidy line."""

import ftfy

LONGEST = 2000  # characters looked at; a record keeps fewer
LEGACY = ("cp1252", "mac_roman")
FIXES = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_latin_ligatures=False)


def decoded(value: bytes, declared: str = "") -> str:
    """The most likely text of `value`.

    In its declared encoding if that holds, else UTF-8 if it is valid, else Windows-1252 or Mac
    Roman, whichever yields words. Never raises.
    """
    value = value[: LONGEST * 4]
    for encoding in filter(None, (declared, "utf-8")):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return min((value.decode(encoding, errors="replace") for encoding in LEGACY), key=_oddness)


def tidied(text: str) -> str:
    """One line without control characters; what was encoded twice ("FranÃ§ois") is repaired."""
    text = ftfy.fix_text(text[:LONGEST].replace("\x00", " "), config=FIXES)
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _oddness(text: str) -> int:
    """How little a decoding looks like names: symbols within words, capitals after small letters."""
    return sum(_odd(before, here) for before, here in zip(" " + text, text, strict=False))


def _odd(before: str, here: str) -> int:
    if here == "\ufffd":
        return 3
    if here.isascii():
        return 0
    if here.isalpha():
        return 2 if here.isupper() and before.islower() else 0
    return 2 if before.isalpha() else 1
