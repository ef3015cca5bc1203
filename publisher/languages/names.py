"""Names and writing directions of languages, by CLDR (through Babel).

Codes are Django's (`fr`, `zh-hans`); one that CLDR does not know is its own name, left to right.
"""

from functools import lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global

RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})


@lru_cache(maxsize=4096)
def language_name(lang: str, reader: str) -> str:
    """The name of `lang` in the reader's language, as it stands within a sentence ("anglais")."""
    named, locale = _locale(lang), _locale(reader) or Locale("en")
    if named is None:
        return lang
    return str(locale.languages.get(str(named)) or named.get_display_name(locale) or lang)


@lru_cache(maxsize=1024)
def native_name(lang: str) -> str:
    """The name of `lang` in itself, with a capital as in a list of languages ("Français")."""
    name = language_name(lang, lang)
    return name[:1].title() + name[1:]  # Georgian begins no word with a capital


@lru_cache(maxsize=1024)
def direction(lang: str) -> Literal["ltr", "rtl"]:
    """How `lang` is written: by its script, else by its likely script."""
    language, *subtags = lang.replace("_", "-").split("-")
    script = next((tag.title() for tag in subtags if len(tag) == 4), "")
    if not script:
        likely = get_global("likely_subtags").get(language.lower(), "")
        script = next((tag for tag in likely.split("_") if len(tag) == 4), "")
    return "rtl" if script in RTL_SCRIPTS else "ltr"


@lru_cache(maxsize=1024)
def territory_code(lang: str) -> str:
    """`lang` as Open Graph's `og:locale` has it, with its likely territory ("fr" to "fr_FR")."""
    locale = _locale(lang)
    if locale is None:
        return lang.replace("-", "_")
    subtags = get_global("likely_subtags")
    likely = subtags.get(str(locale)) or subtags.get(locale.language) or ""
    territory = locale.territory or likely.rpartition("_")[2]
    is_country = len(territory) == 2 and territory.isupper()
    return f"{locale.language}_{territory}" if is_country else locale.language


def _locale(lang: str) -> Locale | None:
    try:
        return Locale.parse(lang.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None
